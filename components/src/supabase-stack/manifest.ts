import { type TemplateEntry, type TemplateRelease, templateTable } from "../workload/template-table.ts";

/** One version of the template, as it is used here. */
export interface TemplateVersion {
  /** GiB. */
  memoryFloorGib: number;
  /** Whether clients come to the database through a pooler. */
  pooled: boolean;
  services: TemplateRelease["manifest"]["services"];
  /** Bytes of the secrets that are hexadecimal digits. */
  secrets: Record<string, number>;
  files: string[];
  firstStartFiles: string[];
  firstStart: NonNullable<TemplateRelease["manifest"]["firstStart"]>;
  onHealthy: { service: string; run: string }[];
}

/** What the template says of itself. */
export function supabaseManifest(): TemplateEntry {
  return templateTable().template("supabase") as TemplateEntry;
}

/** The names of the template's versions. */
export function supabaseVersions(): string[] {
  return supabaseManifest().versions;
}

/** A version of the template, undefined when there is no such version. */
export function supabaseRelease(version: string): TemplateRelease | undefined {
  return templateTable().version("supabase", version);
}

/** As {@link supabaseRelease}, in parts. */
export function supabaseVersion(version: string): TemplateVersion | undefined {
  const { manifest } = supabaseRelease(version) ?? {};
  if (manifest?.firstStart === undefined) return undefined;
  return {
    memoryFloorGib: manifest.resources.memoryGib,
    pooled: manifest.services.supavisor !== undefined,
    services: manifest.services,
    secrets: Object.fromEntries(
      Object.entries(manifest.secrets).flatMap(([name, secret]) =>
        secret.form === "hex" ? [[name, secret.bytes]] : [],
      ),
    ),
    files: manifest.files.copied,
    firstStartFiles: manifest.files.firstStart,
    firstStart: manifest.firstStart,
    onHealthy: manifest.hooks.healthy ?? [],
  };
}
