import { findingOf, type TemplateFinding } from "../manifest/finding.ts";
import type { Manifest } from "../manifest/manifest-schema.ts";
import { filled } from "./check-env-template.ts";
import type { ComposeFile } from "./compose-file.ts";
import { lineFinder, type TextFile } from "./text-file.ts";

/** One entry of `ports` of a compose file, with placeholders in place of its variables. */
interface Published {
  service: string;
  at: number;
  /** Name of the manifest's port whose placeholder it has; undefined for a port of its own. */
  port: string | undefined;
  /** As the compose file has it. */
  given: string;
}

/** Every port of the manifest is published by its service, and nothing else is but what only machines without other tenants have. */
export function checkPublishedPorts(
  manifest: Manifest,
  compose: ComposeFile,
  composeFile: TextFile,
  manifestFile: TextFile,
  values: ReadonlyMap<string, string>,
): TemplateFinding[] {
  const published = publishedBy(compose, values);
  const lineOf = lineFinder(composeFile);
  const lineInManifest = lineFinder(manifestFile);
  const closed = Object.entries(manifest.ports)
    // Services that a tenant brings are published by whoever writes them there.
    .filter(([, { service }]) => manifest.compose === undefined || Object.hasOwn(manifest.services, service))
    .filter(([name, { service }]) => !published.some((one) => one.port === name && one.service === service))
    .map(([name, { service }]) => {
      const at = { file: manifestFile.file, line: lineInManifest(["ports", name]), path: `ports.${name}` };
      return findingOf(
        at,
        `must be published by ${service} in compose.yaml: on the port that env.template takes from {{port.${name}}}`,
      );
    });
  const foreign = published
    .filter(({ port, service }) =>
      port === undefined ? !isAlone(manifest, service) : !Object.hasOwn(manifest.ports, port),
    )
    .map(({ service, at, given }) => {
      const place = {
        file: composeFile.file,
        line: lineOf(["services", service, "ports", at]),
        path: `services.${service}.ports.${at}`,
      };
      return findingOf(
        place,
        "must be a port of the manifest, by a variable that env.template takes from {{port.<name>}}",
        given,
      );
    });
  return [...closed, ...foreign];
}

function publishedBy({ services }: ComposeFile, values: ReadonlyMap<string, string>): Published[] {
  return Object.entries(services).flatMap(([service, { ports = [] }]) =>
    ports.map((entry, at) => {
      const given = typeof entry === "object" ? String(entry.published) : String(entry);
      return { service, at, given, port: /\{\{port\.(\w+)\}\}/.exec(filled(given, values))?.[1] };
    }),
  );
}

/** Whether a service is only where the machine's ports 80 and 443 are the tenant's. */
function isAlone({ services, machines }: Manifest, service: string): boolean {
  const { only } = services[service] ?? {};
  const ownsWeb = only?.tls?.every((mode) => mode === "own" || mode === "internal") ?? false;
  return ownsWeb || only?.machine === "dedicated" || !machines.includes("shared");
}
