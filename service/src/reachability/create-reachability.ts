import { isIPv4 } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, rootCertificates } from "node:tls";
import type { HostConnection } from "../app/hosts/run-on-host.ts";
import type { Reachability, Reached, ReachTarget } from "../app/reachability/reachability-port.ts";
import { askWeb } from "./ask-web.ts";
import { createResolveName, plainAddress, type Resolved } from "./resolve-name.ts";

export interface ReachabilityOptions extends Pick<Reachability, "giveUpMs" | "pauseMs"> {
  /** Name servers, `address` or `address:port`. @default - those of the system */
  resolvers?: readonly string[];
  /** Ports of machines that are served at another one of their address, by the number in the URL. @default - none */
  ports?: Readonly<Record<string, number>>;
  /** Certificates of authorities that are trusted besides those that Node brings, PEM. @default - none */
  authorities?: readonly string[];
  /** Whether a target is connected to from its own machine. */
  fromMachine(target: ReachTarget): boolean;
  /** Opens a connection to a port of a machine, from the machine itself. */
  forward(machine: HostConnection, port: number): Promise<Duplex>;
}

/** Longest that one check may take, in milliseconds. */
const CHECK_MS = 10_000;

export function createReachability(options: ReachabilityOptions): Reachability {
  const { resolvers, authorities = [], giveUpMs, pauseMs } = options;
  const resolveName = createResolveName(resolvers);
  // Made once: reading some 150 certificates takes longer than a check.
  const trust = createSecureContext({ ca: [...rootCertificates, ...authorities] });
  return {
    giveUpMs,
    pauseMs,
    async check(target, signal) {
      const url = new URL(target.url);
      const resolved = await resolveName(url.hostname);
      const dns = judgeName(url.hostname, target.addresses, resolved);
      if (!dns.ok) return dns;
      const limited = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]);
      const { tls, probe } = target;
      const question = { hostname: url.hostname, port: url.port, tls, trust, probe, signal: limited };
      try {
        return await askWeb({ ...question, to: await wayTo(options, target, resolved) });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { ok: false, condition: tls === "none" ? "services" : "tls", reason };
      }
    },
  };
}

function judgeName(name: string, wanted: readonly string[], resolved: Resolved): Reached {
  if ("problem" in resolved) return { ok: false, condition: "dns", reason: resolved.problem };
  const expected = new Set(wanted.map(plainAddress));
  const found = resolved.addresses.map(plainAddress);
  const missing = [...expected].filter((address) => !found.includes(address));
  const strays = found.filter((address) => !expected.has(address));
  if (found.length > 0 && missing.length === 0 && strays.length === 0) return { ok: true };
  const got = found.length === 0 ? "nowhere" : `to ${found.join(", ")}`;
  const reason = `${name} must lead to ${[...expected].join(" and ")}, it leads ${got}`;
  return { ok: false, condition: "dns", reason };
}

/** IPv4 where there is one: that the service's own network has no IPv6 says nothing of the tenant. */
async function wayTo(
  { fromMachine, forward, ports = {} }: ReachabilityOptions,
  target: ReachTarget,
  resolved: Resolved,
): Promise<{ address: string; port: number } | Duplex> {
  const { protocol, port: named } = new URL(target.url);
  const port = named === "" ? (protocol === "https:" ? 443 : 80) : Number(named);
  if (fromMachine(target)) return forward(target.machine, port);
  const addresses = "addresses" in resolved ? resolved.addresses : [];
  const address = addresses.find((each) => isIPv4(each)) ?? addresses[0] ?? "";
  return { address, port: ports[port] ?? port };
}
