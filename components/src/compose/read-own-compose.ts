import { ComposeError, shownValue } from "./compose-error.ts";
import { isLeftToCompose, resolved } from "./interpolate.ts";
import { createOwnVariables, type OwnVariables } from "./own-variables.ts";
import { readYaml } from "./read-yaml.ts";

/** Where a tenant's compose file will run. */
export interface OwnComposePlace {
  project: string;
  /** Names of the template's own services. */
  taken: readonly string[];
  /** A tenant's file calls it `${DATA_DIR}`. */
  dataDirectory: string;
}

type Data = Readonly<Record<string, unknown>>;

/**
 * The data of a compose file that a tenant wrote, as one of ours has it: named after the project, its variables resolved, the values of
 * environments and whatever refers to a variable moved to `.env`. Ports and folders of the machine are refused here, where it can be said
 * what is there instead; the rest is left to who reads it next.
 *
 * @param values what the file may refer to, by name
 * @throws ComposeError
 */
export function readOwnCompose(
  text: string,
  values: Readonly<Record<string, string>>,
  { project, taken, dataDirectory }: OwnComposePlace,
): { data: unknown; variables: Record<string, string> } {
  const data = readYaml(text);
  if (!isMapping(data) || !isMapping(data.services)) throw new ComposeError([], "must have services");
  // Compose reads neither: https://docs.docker.com/reference/compose-file/version-and-name/
  const { version: _obsolete, name, ...rest } = data;
  if (name !== undefined) {
    throw new ComposeError(["name"], `must be left out: the project is the tenant's, got ${shownValue(name)}`);
  }
  const variables = createOwnVariables();
  const known = { ...values, DATA_DIR: dataDirectory };
  const services = Object.entries(data.services).map(([service, said]) => {
    if (taken.includes(service))
      throw new ComposeError(["services", service], "must have another name: the template has a service of this one");
    const path = ["services", service];
    const filled = fill(withEnvironment(said), known, variables, path);
    checkMachine(filled, path, dataDirectory);
    return [service, isMapping(filled) ? { restart: "unless-stopped", ...filled } : filled] as const;
  });
  const others = Object.entries(rest).map(([key, value]) => [key, fill(value, known, variables, [key])] as const);
  return {
    data: { name: project, ...Object.fromEntries(others), services: Object.fromEntries(services) },
    variables: variables.all,
  };
}

/** `NAME=value` items become a mapping, so that the values stand alone. What has no value would be the machine's own variable. */
function withEnvironment(service: unknown): unknown {
  if (!isMapping(service) || !Array.isArray(service.environment)) return service;
  const pairs = service.environment.map((item) => /^([^=]+)=([\s\S]*)$/.exec(String(item)));
  if (pairs.some((pair) => pair === null)) return service;
  return { ...service, environment: Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]])) };
}

function fill(value: unknown, known: Record<string, string>, variables: OwnVariables, path: string[]): unknown {
  if (typeof value === "string") return fillText(value, known, variables, path);
  if (Array.isArray(value)) return value.map((item, at) => fill(item, known, variables, [...path, String(at)]));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fill(inner, known, variables, [...path, key])]),
  );
}

function fillText(text: string, known: Record<string, string>, variables: OwnVariables, path: string[]): string {
  const full = resolved(text, known, path);
  if (!isLeftToCompose(path)) return full;
  // `$$` is a dollar there, as it is to Compose.
  return path[2] === "environment" || text.replaceAll("$$", "").includes("$") ? variables.refer(full) : text;
}

/** What of the machine a service may have: nothing but what lies below the workload's data. */
function checkMachine(service: unknown, path: string[], dataDirectory: string): void {
  if (!isMapping(service)) return;
  if (service.ports !== undefined) {
    throw new ComposeError(
      [...path, "ports"],
      `must be left out: the proxy leads to one service, and the machine publishes nothing else, got ${shownValue(service.ports)}`,
    );
  }
  if (!Array.isArray(service.volumes)) return;
  for (const [at, mount] of service.volumes.entries()) {
    const source = sourceOf(mount);
    if (source === undefined || source.startsWith(`${dataDirectory}/`)) continue;
    throw new ComposeError(
      [...path, "volumes", String(at)],
      `must be a volume by its name, or a folder below \${DATA_DIR}, got ${shownValue(mount)}`,
    );
  }
}

/** The folder of the machine that is mounted; undefined for what is none. */
function sourceOf(mount: unknown): string | undefined {
  if (typeof mount === "string") return /^[./~]/.test(mount) ? mount.split(":")[0] : undefined;
  return isMapping(mount) && mount.type === "bind" ? String(mount.source) : undefined;
}

function isMapping(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
