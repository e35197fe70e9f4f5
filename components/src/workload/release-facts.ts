import { fillText, placeholdersIn } from "../templates/fill-placeholders.ts";
import type { ChosenSettings } from "./chosen-settings.ts";
import type { PortSpec } from "./manifest/port-schema.ts";
import { settingValues } from "./settings.ts";
import type { TemplateRelease, TemplateTable } from "./template-table.ts";

/** The ports of a version, by name. */
export function portsOf({ manifest }: TemplateRelease): Readonly<Record<string, PortSpec>> {
  return manifest.ports;
}

/** The ports that some version of a template has, by name: what a tenant of it is given, whatever its version. */
export function portsOfTemplate(table: TemplateTable, template: string): Record<string, PortSpec> {
  const { versions = [], default: standard = "" } = table.template(template) ?? {};
  // The default version's entry counts where versions differ.
  const ordered = [...versions.filter((version) => version !== standard), standard];
  const ports = ordered.map((version) => table.version(template, version)?.manifest.ports ?? {});
  return { ...ports.at(-1), ...Object.assign({}, ...ports) };
}

/** The machine's ports by name, where it has no other tenants. */
export function defaultPorts(ports: Readonly<Record<string, PortSpec>>): Record<string, number> {
  return Object.fromEntries(Object.entries(ports).map(([name, { host }]) => [name, host]));
}

/** The names of the secrets that are made for a tenant. */
export function secretNames({ manifest }: TemplateRelease): string[] {
  return Object.keys(manifest.secrets);
}

/** The container images of a version, each once; not those that a tenant brings. */
export function imagesOf({ manifest }: TemplateRelease): string[] {
  const images = Object.values(manifest.services).map(({ image }) => image);
  return [...new Set(images)].filter((image) => placeholdersIn(image).length === 0);
}

/** What is asked of a tenant from outside at its URL, and what it answers when it is reached. */
export interface WorkloadRequest {
  path: string;
  headers: Record<string, string>;
  status: number;
}

/** The probe of a version with a tenant's credentials and settings in it; undefined where the template has none. */
export function probeOf(
  release: TemplateRelease,
  { credentials, settings }: { credentials: Readonly<Record<string, string>>; settings: ChosenSettings },
): WorkloadRequest | undefined {
  const { probe } = release.manifest;
  if (probe === undefined) return undefined;
  const headers = Object.entries(probe.headers).map(([name, text]) => {
    // One that a tenant has not: the answer says so.
    const known = {
      ...Object.fromEntries(placeholdersIn(text).map((placeholder) => [placeholder, ""])),
      ...credentials,
    };
    return [name, fillText(text, known)] as const;
  });
  const [path = "", status] = fillText(`${probe.path} ${probe.status}`, settingValues(release, settings)).split(" ");
  return { path, headers: Object.fromEntries(headers), status: Number(status) };
}

/** What a machine has, in GiB and cores. */
export interface MachineResources {
  name: string;
  memoryGib: number;
  diskGib: number;
  cores: number;
}

/** What a machine lacks for a version; undefined when it suffices. */
export function resourceIssue(
  { template, version, manifest: { resources } }: TemplateRelease,
  machine: MachineResources,
): string | undefined {
  const lacks = (
    [
      ["memoryGib", "GiB of memory"],
      ["diskGib", "GiB of disk"],
      ["cores", "cores"],
    ] as const
  ).find(([key]) => machine[key] < (resources[key] ?? 0));
  if (lacks === undefined) return undefined;
  const [key, unit] = lacks;
  return `${template.name} ${version} needs ${resources[key]} ${unit}, ${machine.name} has ${machine[key]}`;
}
