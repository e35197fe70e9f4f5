import { fillText, type PlaceholderValues } from "../templates/fill-placeholders.ts";
import { bindOf, edgePort, publicUrl, situationOf } from "./addressing.ts";
import { chosenCase } from "./manifest/conditions.ts";
import type { Fact } from "./manifest/placeholders.ts";
import { ownServicesIn } from "./own-workload.ts";
import { settingValues } from "./settings.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/** The value of every placeholder that a release's files and outputs may have, but for the hash of the files. */
export function placeholderValues(spec: WorkloadSpec): PlaceholderValues {
  const { settings, values } = spec.release.manifest;
  const facts = { ...factsOf(spec), ...portValues(spec) };
  const chosen = Object.entries(settingValues(spec.release, spec.settings)).map(([name, value]) => {
    const whenEmpty = settings[name]?.whenEmpty;
    return [name, value === "" && whenEmpty !== undefined ? fillText(whenEmpty, withBase64(facts)) : value] as const;
  });
  const known = { ...spec.secrets, ...facts, ...Object.fromEntries(chosen) };
  const situation = situationOf(spec.addressing);
  const derived = Object.entries(values).map(([name, cases]) => {
    return [name, fillText(chosenCase(cases, situation) ?? "", withBase64(known))] as const;
  });
  const all = { ...known, ...Object.fromEntries(derived) };
  return withBase64({ ...all, upstream: upstreamOf(spec, withBase64(all)) });
}

/** Adds to each value the same in base64, as `<name>.base64`. */
function withBase64(values: PlaceholderValues): PlaceholderValues {
  const encoded = Object.entries(values).map(([name, value]) => [
    `${name}.base64`,
    Buffer.from(value).toString("base64"),
  ]);
  return { ...values, ...Object.fromEntries(encoded) };
}

function factsOf({
  release,
  tenantId,
  project,
  name,
  addressing,
  dataDirectory,
}: WorkloadSpec): Record<Exclude<Fact, "upstream">, string> {
  const { host, domain, tls } = addressing;
  const url = publicUrl(release.manifest.ports, addressing);
  return {
    ...{ tenantId, name, project, host, tls, url, dataDirectory },
    domain: domain ?? "",
    hosts: domain === undefined ? host : `${host}, ${domain}`,
    websocketUrl: url.replace(/^http/, "ws"),
  };
}

function upstreamOf(spec: WorkloadSpec, values: PlaceholderValues): string {
  const own = ownServicesIn(spec, values)?.upstream;
  if (own !== undefined) return `${own.service}:${own.port}`;
  const [, port] = edgePort(spec.release.manifest.ports) ?? [];
  return port === undefined ? "" : fillText(`${port.service}:${port.port}`, values);
}

function portValues({ release, addressing, certificate }: WorkloadSpec): Record<string, string> {
  const situation = situationOf(addressing);
  const entries = Object.entries(release.manifest.ports).flatMap(([name, port]) => [
    [`port.${name}`, String(addressing.ports[name] ?? port.host)],
    [`bind.${name}`, bindOf(port, situation)],
    [`allowedFrom.${name}`, port.reach === "firewall" ? addressing.allowedFrom.join(",") : ""],
    [`certificate.${name}`, certificate?.certificate ?? ""],
    [`certificateKey.${name}`, certificate?.key ?? ""],
  ]);
  return Object.fromEntries(entries);
}
