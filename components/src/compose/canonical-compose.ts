import type { z } from "zod";
import { ComposeError, shownValue } from "./compose-error.ts";
import { interpolate } from "./interpolate.ts";
import { isNameOfSlots } from "./names.ts";
import { readYaml } from "./read-yaml.ts";
import { Compose, type Service } from "./service.ts";
import { writeCanonical } from "./write-canonical.ts";

/** What a slot was given, and its workload's values. */
export interface ComposeBounds {
  /** Compose's name of the project, which is the slot's: `fh-` and the tenant's id. */
  project: string;
  /** The slot's data folder on the host: what lies below it may be mounted, and written. */
  dataDirectory: string;
  /** Ports of the host that the slot may publish. */
  ports: readonly number[];
  /** What `.env` says, by name. */
  values: Readonly<Record<string, string>>;
}

/**
 * A compose file written anew from what was understood of it, in the one form that a host takes for a slot. What is in it is what the
 * schema knows to be harmless; limits of logs, processes and open files are filled in where it has none.
 *
 * @throws ComposeError that says what is not allowed, and where
 */
export function canonicalCompose(text: string, bounds: ComposeBounds): string {
  return writeCanonical(harmlessCompose(interpolate(readYaml(text), bounds.values), bounds));
}

/**
 * What was understood of the data of a compose file, when all of it is known to be harmless.
 *
 * @throws ComposeError that says what is not allowed, and where
 */
export function harmlessCompose(data: unknown, bounds: Omit<ComposeBounds, "values">): Compose {
  const parsed = Compose.safeParse(data, { reportInput: true });
  if (!parsed.success) throw asComposeError(parsed.error.issues[0]);
  checkNames(parsed.data, bounds.project);
  for (const [name, service] of Object.entries(parsed.data.services)) {
    checkService(["services", name], service, parsed.data, bounds);
  }
  checkPublished(parsed.data);
  checkNesting(parsed.data);
  return parsed.data;
}

function asComposeError(issue: z.core.$ZodIssue | undefined): ComposeError {
  if (issue === undefined) return new ComposeError([], "cannot be read");
  const got = issue.code === "unrecognized_keys" ? "" : `, got ${shownValue(issue.input)}`;
  return new ComposeError(issue.path, `${issue.message}${got}`);
}

/** Names are compared as Docker's DNS compares them: capitals do not count. */
function checkNames({ name, services, volumes = {} }: Compose, project: string): void {
  if (name !== project) throw new ComposeError(["name"], `must be ${project}, got ${shownValue(name)}`);
  for (const [section, names] of Object.entries({ services: Object.keys(services), volumes: Object.keys(volumes) })) {
    const seen = new Map<string, string>();
    for (const one of names) {
      if (isNameOfSlots(one)) throw new ComposeError([section, one], "must not begin with fh-, in capitals neither");
      const other = seen.get(one.toLowerCase());
      if (other !== undefined) throw new ComposeError([section, one], `differs from ${other} in capitals only`);
      seen.set(one.toLowerCase(), one);
    }
  }
}

function checkService(
  path: string[],
  service: Service,
  { services, volumes = {} }: Compose,
  bounds: Omit<ComposeBounds, "values">,
): void {
  for (const other of Object.keys(service.depends_on ?? {})) {
    if (!Object.hasOwn(services, other))
      throw new ComposeError([...path, "depends_on"], `names ${other}, which is no service`);
  }
  service.ports?.forEach(({ published }, at) => {
    if (bounds.ports.includes(Number(published))) return;
    const given = bounds.ports.length === 0 ? "none" : bounds.ports.join(", ");
    throw new ComposeError(
      [...path, "ports", String(at)],
      `must be a port that was given to the slot (${given}), got ${published}`,
    );
  });
  service.volumes?.forEach((mount, at) => {
    const here = [...path, "volumes", String(at)];
    if (mount.type === "volume" && !Object.hasOwn(volumes, mount.source)) {
      throw new ComposeError(here, `names the volume ${mount.source}, which is not declared`);
    }
    if (mount.type !== "bind" || mount.source.startsWith(`${bounds.dataDirectory}/`)) return;
    if (!mount.source.startsWith("./")) {
      throw new ComposeError(here, `must be of the bundle (./…) or below ${bounds.dataDirectory}, got ${mount.source}`);
    }
    if (!mount.read_only) throw new ComposeError(here, `must be read-only: ${mount.source} is a file of the bundle`);
  });
}

/** One port of the host goes to one service. */
function checkPublished({ services }: Compose): void {
  const taken = new Map<string, string>();
  for (const [name, { ports = [] }] of Object.entries(services)) {
    for (const { published, protocol } of ports) {
      const other = taken.get(`${published}/${protocol}`);
      if (other !== undefined)
        throw new ComposeError(["services", name, "ports"], `publishes ${published} as ${other} does`);
      taken.set(`${published}/${protocol}`, name);
    }
  }
}

/** Of what may be written nothing lies within another: a container could put a link where the inner one begins. */
function checkNesting({ services }: Compose): void {
  const sources = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.flatMap((mount) => (mount.type === "bind" && mount.source.startsWith("/") ? [mount.source] : [])),
  );
  for (const outer of sources) {
    const inner = sources.find((source) => source.startsWith(`${outer}/`));
    if (inner !== undefined) throw new ComposeError(["services"], `mounts ${inner}, which is within ${outer}`);
  }
}
