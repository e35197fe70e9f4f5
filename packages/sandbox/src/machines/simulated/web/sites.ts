import type { HostState } from "../host-state.ts";
import { serviceStatuses, type Workload } from "../workload.ts";
import { caddySites } from "./caddy-sites.ts";
import { type WebService, webServices } from "./compose-services.ts";
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
  /** The service that answers. */
  upstream: string;
  /** Values of the workload's `.env`. */
  env: ReadonlyMap<string, string>;
  /** Only for programs on the machine. */
  local: boolean;
}

const EDGE = "edge";
const HTTP = 80;
const HTTPS = 443;
/** Where Caddy's image reads it. */
const CADDYFILE = "/etc/caddy/Caddyfile";
const DATABASE = /(^|\/)(postgres|supavisor)(:|@|$)/;

/** Everything that a machine serves now: what its bundles carry, as far as the service that serves it runs. */
export function sitesOf(host: HostState): Site[] {
  const slots = [...host.slots.values()];
  const workloads = [...host.workloads.values(), ...slots.flatMap((slot) => [...slot.workloads.values()])];
  return [...workloads.flatMap((workload) => ownSites(workload, host)), ...edgeSites(host)];
}

/** Of a workload with ports of its own: those that its services publish, and the names that its proxy serves behind 443. */
function ownSites(workload: Workload, host: HostState): Site[] {
  const env = envOf(workload);
  const services = webServices(workload.bundle, env).filter(({ name }) => runs(workload, name, host));
  return services.flatMap((service): Site[] => {
    const common = { workload, env };
    return service.ports.flatMap(({ port, local }): Site[] => {
      if (port === HTTP) return [];
      if (port === HTTPS) return proxySites(service, common);
      // The emulated firewalls filter nothing, and none of them lets anybody to a database: it is for programs on the machine alone.
      const isDatabase = DATABASE.test(service.image);
      const kind = isDatabase ? "database" : "web";
      return [{ ...common, kind, port, tls: "none", upstream: service.name, local: local || isDatabase }];
    });
  });
}

function proxySites({ environment, mounts }: WebService, common: Pick<Site, "workload" | "env">): Site[] {
  const caddyfile = common.workload.bundle.files.get(mounts.get(CADDYFILE) ?? "") ?? "";
  return caddySites(caddyfile, environment).flatMap(({ names, internal, upstream: { service } }) => {
    const tls = internal ? "machine" : "public";
    return names.map(
      (name): Site => ({ ...common, kind: "web", port: HTTPS, name, tls, upstream: service, local: false }),
    );
  });
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
    const [upstream = ""] = (workload.bundle.files.get("upstream") ?? "").split(":");
    return hosts.map((name): Site => ({ kind: "web", port: HTTPS, name, tls, workload, upstream, env, local: false }));
  });
}

function envOf({ bundle }: Workload): Map<string, string> {
  return readEnvFile(bundle.files.get(".env") ?? "");
}

function runs(workload: Workload, service: string, host: HostState): boolean {
  const statuses = serviceStatuses(workload, host.healthDelay, Date.now());
  return statuses.some(({ name, state }) => name === service && state !== "exited");
}
