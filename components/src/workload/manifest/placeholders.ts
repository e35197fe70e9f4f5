import type { ManifestFields } from "./manifest-schema.ts";

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
  "filesSha256",
  "tls",
] as const;
export type Fact = (typeof FACTS)[number];

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{\{([A-Za-z_][\w.]*)\}\}/g)].map(([, name = ""]) => name);
}

/** Every placeholder that a release's files may have; each may be followed by `.base64`. */
export function knownPlaceholders({ settings, secrets, values, ports }: ManifestFields): Set<string> {
  const ofKeys = Object.entries(secrets).flatMap(([name, { form }]) =>
    form === "rsa" || form === "ed25519" ? [`${name}.public`] : [],
  );
  const ofPorts = Object.entries(ports).flatMap(([name, { reach, certificate }]) => [
    `port.${name}`,
    `bind.${name}`,
    ...(reach === "firewall" ? [`allowedFrom.${name}`] : []),
    ...(certificate === undefined ? [] : [`certificate.${name}`, `certificateKey.${name}`]),
  ]);
  return new Set([
    ...FACTS,
    ...Object.keys(settings),
    ...Object.keys(secrets),
    ...Object.keys(values),
    ...ofKeys,
    ...ofPorts,
  ]);
}

/** Those in a text that nothing has a value for. */
export function unknownPlaceholders(text: string, known: ReadonlySet<string>): string[] {
  return placeholdersIn(text).filter((name) => !known.has(name.replace(/\.base64$/, "")));
}
