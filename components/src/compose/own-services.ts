import { harmlessCompose } from "./canonical-compose.ts";
import { ComposeError } from "./compose-error.ts";
import { readEnvironmentLines } from "./environment-lines.ts";
import { imageService } from "./image-service.ts";
import { type OwnChoice, OwnServicesError } from "./own-choice.ts";
import { readOwnCompose } from "./read-own-compose.ts";
import type { Compose, Service } from "./service.ts";

/** What is given to services of a tenant's own. */
export interface OwnBounds {
  /** Compose's name of the project. */
  project: string;
  /** Names of the template's own services. */
  taken: readonly string[];
  /** Folder of the machine whose contents outlive the workload's releases: what lies below it may be mounted, and written. */
  dataDirectory: string;
  /** Variables beside the tenant's own, by name. */
  given: Readonly<Record<string, string>>;
}

/** Services of a tenant's own, checked and ready to stand beside the template's. */
export interface OwnServices {
  services: Record<string, Service>;
  volumes: NonNullable<Compose["volumes"]>;
  /** For `.env`: what the services refer to. Secrets are there and nowhere else. */
  variables: Record<string, string>;
  /** What the proxy leads to. */
  upstream: { service: string; port: string };
}

/** Key of a service's values that are secrets, and that no message shows. */
const SECRET_KEY = "environment";

/**
 * The services that a tenant brings, of an image or of a compose file. Wherever they are to run, what is in them is what a slot of a shared
 * host might run: no folder of the machine, no privileges, no namespace and no port of the machine's.
 *
 * @throws OwnServicesError
 */
export function ownServices(choice: OwnChoice, bounds: OwnBounds): OwnServices {
  const { image, compose } = choice;
  if (image !== "" && compose !== "")
    throw new OwnServicesError("image", `must be left out beside compose, got "${image}"`);
  if (image === "" && compose === "") {
    throw new OwnServicesError(
      "image",
      "must be an image with a tag or a digest, such as nginx:1.29.0, or compose be given",
    );
  }
  const lines = readEnvironmentLines(choice.environment);
  if ("issue" in lines) throw new OwnServicesError("environment", lines.issue);
  const variables = { ...bounds.given, ...lines.values };
  return compose === "" ? ofImage(choice, variables, bounds) : ofCompose(choice, variables, bounds);
}

function ofImage(choice: OwnChoice, values: Record<string, string>, bounds: OwnBounds): OwnServices {
  const { service, variables } = imageService(choice, values, bounds.dataDirectory);
  const { project, dataDirectory } = bounds;
  const data = { name: project, services: { app: service } };
  const { services } = harmless("image", () => harmlessCompose(data, { project, dataDirectory, ports: [] }));
  return { services: withFolders(services), volumes: {}, variables, upstream: { service: "app", port: choice.port } };
}

function ofCompose(choice: OwnChoice, values: Record<string, string>, bounds: OwnBounds): OwnServices {
  const { project, dataDirectory, taken } = bounds;
  return harmless("compose", () => {
    const { data, variables } = readOwnCompose(choice.compose, values, { project, dataDirectory, taken });
    const { services, volumes = {} } = harmlessCompose(data, { project, dataDirectory, ports: [] });
    const upstream = { service: ledTo(choice.service, services), port: choice.port };
    return { services: withFolders(services), volumes, variables, upstream };
  });
}

/** Says of which part of the choice a refusal is. */
function harmless<Result>(part: keyof OwnChoice, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof ComposeError) throw new OwnServicesError(part, shownFault(error));
    throw error;
  }
}

/** A folder of the data that is not there yet is made, as in the short form of a mount. */
function withFolders(services: Readonly<Record<string, Service>>): Record<string, Service> {
  const entries = Object.entries(services).map(([name, service]) => {
    const volumes = service.volumes?.map((mount) =>
      mount.type === "bind" ? { ...mount, bind: { create_host_path: true } } : mount,
    );
    return [name, volumes === undefined ? service : { ...service, volumes }] as const;
  });
  return Object.fromEntries(entries);
}

function shownFault({ path, detail }: ComposeError): string {
  const place = path.length === 0 ? "the file" : path.join(".");
  return `${place} ${path[2] === SECRET_KEY ? detail.replace(/, got [\s\S]*$/, ", got a secret value") : detail}`;
}

function ledTo(asked: string, services: Readonly<Record<string, Service>>): string {
  // The form that the edge of a shared host takes.
  const names = Object.keys(services).filter((name) => /^[a-z0-9][a-z0-9_-]*$/.test(name));
  if (asked !== "" && names.includes(asked)) return asked;
  const [only, ...more] = names;
  if (asked === "" && only !== undefined && more.length === 0) return only;
  throw new OwnServicesError(
    "service",
    `must be the service that the proxy leads to, one of ${names.join(", ")}, got "${asked}"`,
  );
}
