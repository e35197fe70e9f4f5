import { type Document, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { canonicalCompose } from "../compose/canonical-compose.ts";
import type { OwnServices } from "../compose/own-services.ts";
import { addOwnServices } from "./add-own-services.ts";
import { bindOf, edgePort, situationOf } from "./addressing.ts";
import { readEnvFile } from "./env-file.ts";
import { holds, type Situation } from "./manifest/conditions.ts";
import type { Manifest } from "./manifest/manifest-schema.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/** The services that a tenant has in its case, such as no proxy where TLS ends elsewhere. */
export function servicesIn({ services }: Manifest, situation: Situation): string[] {
  return Object.keys(services).filter((name) => holds(services[name]?.only, situation));
}

/**
 * The template's compose file with the services that the tenant has; for a slot written anew from what it may run.
 *
 * @param env the rendered `.env`
 * @param own services that the tenant brings
 * @throws ComposeError when a slot may not run it
 */
export function renderCompose(spec: WorkloadSpec, env: string, own?: OwnServices): string {
  const { manifest } = spec.release;
  const template = spec.release.read("compose.yaml");
  const kept = servicesIn(manifest, situationOf(spec.addressing));
  const without = Object.keys(manifest.services).filter((name) => !kept.includes(name));
  const ofTemplate = without.length === 0 ? template : leaveOut(template, without);
  const compose = own === undefined ? ofTemplate : addOwnServices(ofTemplate, own, publishedAt(spec));
  return spec.isSlot ? forSlot(compose, spec, env) : compose;
}

/** Address and port of the machine that the tenant's URL is served at behind its proxy. */
function publishedAt({ release, addressing }: WorkloadSpec): string {
  const [name, port] = edgePort(release.manifest.ports) ?? [];
  if (name === undefined || port === undefined)
    throw new Error(`${release.template.name} has no port that its URL leads to`);
  return `${bindOf(port, situationOf(addressing))}${addressing.ports[name] ?? port.host}`;
}

function leaveOut(template: string, without: readonly string[]): string {
  const compose = parseDocument(template);
  const before = volumesIn(compose);
  for (const service of without) compose.deleteIn(["services", service]);
  const after = volumesIn(compose);
  for (const volume of before) if (!after.has(volume)) compose.deleteIn(["volumes", volume]);
  return compose.toString({ lineWidth: 0 });
}

/** Names of the volumes that the services have mounted. */
function volumesIn(compose: Document): Set<string> {
  const services = compose.get("services");
  if (!isMap(services)) return new Set();
  const mounts = services.items.flatMap(({ value }) => {
    const volumes = isMap(value) ? value.get("volumes") : undefined;
    return isSeq(volumes) ? volumes.items : [];
  });
  return new Set(
    mounts.flatMap((mount) => {
      const source = isMap(mount)
        ? mount.get("source")
        : isScalar(mount)
          ? String(mount.value).split(":")[0]
          : undefined;
      return typeof source === "string" && /^[A-Za-z0-9]/.test(source) ? [source] : [];
    }),
  );
}

function forSlot(compose: string, spec: WorkloadSpec, env: string): string {
  const { project, dataDirectory, addressing, release } = spec;
  const document = parseDocument(compose);
  for (const [service, { slot }] of Object.entries(release.manifest.services)) {
    if (!document.hasIn(["services", service])) continue;
    for (const [name, value] of Object.entries(slot?.environment ?? {})) {
      document.setIn(["services", service, "environment", name], value);
    }
  }
  const ports = Object.values(addressing.ports);
  return canonicalCompose(document.toString(), { project, dataDirectory, ports, values: readEnvFile(env) });
}
