import type { Situation } from "./manifest/conditions.ts";
import type { PortSpec } from "./manifest/port-schema.ts";
import type { TlsMode } from "./tls-mode.ts";

/** What decides a tenant's addresses. */
export interface Addressing {
  /** The tenant's full name. */
  host: string;
  /** A domain of the customer's own, which also leads to the machine. */
  domain?: string | undefined;
  tls: TlsMode;
  /** The machine's ports, by the template's names. */
  ports: Readonly<Record<string, number>>;
  /** Other tenants' containers run on the machine too. */
  sharedMachine: boolean;
  /** Networks that may reach the port whose reach is `firewall`. */
  allowedFrom: readonly string[];
}

type PortSpecs = Readonly<Record<string, PortSpec>>;

/** The name and the entry of the port that the tenant's URL leads to; undefined where none is reached by the edge. */
export function edgePort(specs: PortSpecs): readonly [string, PortSpec] | undefined {
  return Object.entries(specs).find(([, { reach }]) => reach === "edge");
}

/** The name and the entry of the port that networks may be let in to; undefined where there is none. */
export function firewallPort(specs: PortSpecs): readonly [string, PortSpec] | undefined {
  return Object.entries(specs).find(([, { reach }]) => reach === "firewall");
}

/** The tenant's public URL, without a slash at its end; `tcp://` and the first port for a workload that speaks no HTTP. */
export function publicUrl(specs: PortSpecs, { host, tls, ports }: Addressing): string {
  const [name] = edgePort(specs) ?? [];
  if (name === undefined) return `tcp://${host}:${Object.values(ports)[0] ?? 0}`;
  return tls === "none" ? `http://${host}:${ports[name]}` : `https://${host}`;
}

/** The case that a tenant is. */
export function situationOf({ tls, domain, sharedMachine, allowedFrom }: Addressing): Situation {
  return {
    tls,
    machine: sharedMachine ? "shared" : "dedicated",
    opened: allowedFrom.length > 0,
    domain: domain !== undefined,
  };
}

/**
 * Where a port is published, in front of the port: with a colon, or empty for everywhere. What is behind the edge is for the machine itself:
 * what comes in from outside must come encrypted. A slot's is for IPv4 only: what comes by IPv6 is passed on by Docker under an address of
 * its own, so that nobody would know whether it may.
 */
export function bindOf({ reach }: PortSpec, { tls, machine, opened }: Situation): string {
  const isOpen = reach === "firewall" ? opened || tls === "none" : reach === "edge" && tls === "none";
  if (!isOpen) return "127.0.0.1:";
  return machine === "shared" && (opened || reach === "edge") ? "0.0.0.0:" : "";
}
