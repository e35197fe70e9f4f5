import type { HostState } from "../host-state.ts";
import { serviceStatuses, type Workload } from "../workload.ts";
import { readEnvFile } from "./env-file.ts";

/**
 * Whose certificate a site shows. `public`: of the authority that everybody trusts. `machine`: of one of the machine's own.
 * `default`: one that has no name of the site in it. `none`: plain HTTP.
 */
export type SiteTls = "public" | "machine" | "default" | "none";

/** What a machine serves at one of its ports. */
export interface Site {
  kind: "web" | "database";
  /** As it is on a real machine: 443, or a port of a tenant's own. */
  port: number;
  /** Undefined: whatever name is asked for. */
  name?: string;
  tls: SiteTls;
  workload: Workload;
  /** Values of the workload's `.env`. */
  env: ReadonlyMap<string, string>;
  /** Only for programs on the machine. */
  local: boolean;
}

const EDGE = "edge";
const HTTPS = 443;

/** Everything that a machine serves now: what its bundles carry, as far as the service that serves it runs. */
export function sitesOf(host: HostState): Site[] {
  const slots = [...host.slots.values()];
  const workloads = [...host.workloads.values(), ...slots.flatMap((slot) => [...slot.workloads.values()])];
  return [...workloads.flatMap((workload) => ownSites(workload, host)), ...edgeSites(host)];
}

/** Of a workload with a proxy and a gateway of its own. */
function ownSites(workload: Workload, host: HostState): Site[] {
  const env = envOf(workload);
  const common = { workload, env };
  const [port, bind] = [Number(env.get("API_PORT")), env.get("API_BIND")];
  const isPlain = { tls: "none", local: bind !== "0.0.0.0" } as const;
  const behind: Site[] = [
    ...(port > 0 && runs(workload, "kong", host) ? [{ ...common, ...isPlain, kind: "web" as const, port }] : []),
    ...databaseSite(workload, host, env),
  ];
  if (!runs(workload, "proxy", host)) return behind;
  const tls = env.get("CADDY_TLS") === "tls internal" ? "machine" : "public";
  const names = (env.get("HOSTS") ?? "").split(",").map((name) => name.trim());
  return [...behind, ...names.map((name): Site => ({ ...common, kind: "web", port: HTTPS, name, tls, local: false }))];
}

/** The emulated firewalls filter nothing, and none of them lets anybody to a database: it is for programs on the machine alone. */
function databaseSite(workload: Workload, host: HostState, env: Site["env"]): Site[] {
  const port = Number(env.get("DB_PORT"));
  if (!(port > 0) || !(runs(workload, "supavisor", host) || runs(workload, "db", host))) return [];
  return [{ kind: "database", port, tls: "none", workload, env, local: true }];
}

/** Of slots, through the edge of their host: the names that the slot was granted, where a workload says what they lead to. */
function edgeSites(host: HostState): Site[] {
  const edge = host.workloads.get(EDGE);
  if (edge === undefined || !runs(edge, "traefik", host)) return [];
  const tls = edge.bundle.files.get("route-tls")?.includes("certResolver") ? "public" : "default";
  return [...host.slots.values()].flatMap(({ hosts, workloads }) => {
    const workload = [...workloads.values()].find(({ bundle }) => bundle.files.has("upstream"));
    if (workload === undefined) return [];
    const env = envOf(workload);
    return hosts.map((name): Site => ({ kind: "web", port: HTTPS, name, tls, workload, env, local: false }));
  });
}

function envOf({ bundle }: Workload): Map<string, string> {
  return readEnvFile(bundle.files.get(".env") ?? "");
}

function runs(workload: Workload, service: string, host: HostState): boolean {
  const statuses = serviceStatuses(workload, host.healthDelay, Date.now());
  return statuses.some(({ name, state }) => name === service && state !== "exited");
}
