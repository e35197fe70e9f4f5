import { placeholdersIn } from "../../templates/fill-placeholders.ts";
import type { ManifestFields } from "./manifest-fields.ts";

/** What every workload is given, whatever its template says. */
export const FACTS = [
  "tenantId",
  "name",
  "host",
  "domain",
  // The name and, behind a comma, the domain.
  "hosts",
  "url",
  // The URL for web sockets.
  "websocketUrl",
  "project",
  "dataDirectory",
  "tls",
  // What the URL leads to: a service, a colon and its port.
  "upstream",
] as const;
export type Fact = (typeof FACTS)[number];

/** Those that are known before anything is chosen: the facts, and what the ports bring. */
export function factPlaceholders({ ports }: ManifestFields): string[] {
  const ofPorts = Object.entries(ports).flatMap(([name, { reach, certificate }]) => [
    `port.${name}`,
    `bind.${name}`,
    ...(reach === "firewall" ? [`allowedFrom.${name}`] : []),
    ...(certificate === undefined ? [] : [`certificate.${name}`, `certificateKey.${name}`]),
  ]);
  return [...FACTS, ...ofPorts];
}

/** Every placeholder that a release's files may have; each may be followed by `.base64`. */
export function knownPlaceholders(manifest: ManifestFields): Set<string> {
  const { settings, secrets, values } = manifest;
  const ofKeys = Object.entries(secrets).flatMap(([name, { form }]) =>
    form === "rsa" || form === "ed25519" ? [`${name}.public`] : [],
  );
  const chosen = [settings, secrets, values].flatMap((named) => Object.keys(named));
  return new Set([...factPlaceholders(manifest), ...chosen, ...ofKeys]);
}

/** Those that everybody may see: no secret, nor a value that may have one in it. */
export function shownPlaceholders(manifest: ManifestFields): Set<string> {
  const settings = Object.entries(manifest.settings).filter(([, { secret }]) => !secret);
  const facts = factPlaceholders(manifest).filter((name) => !name.startsWith("certificateKey."));
  return new Set([...facts, ...settings.map(([name]) => name)]);
}

/** Those in a text that nothing has a value for. */
export function unknownPlaceholders(text: string, known: ReadonlySet<string>): string[] {
  return placeholdersIn(text).filter((name) => !known.has(name.replace(/\.base64$/, "")));
}
