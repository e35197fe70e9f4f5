import { parse } from "yaml";
import { z } from "zod";
import { templateText } from "../templates/template-text.ts";

const Setting = z.strictObject({
  type: z.enum(["string", "integer", "boolean"]),
  default: z.union([z.string(), z.number().int(), z.boolean()]),
  minimum: z.number().int().optional(),
  maximum: z.number().int().optional(),
  secret: z.boolean(),
  is: z.string(),
});
/** A value that the tenant may choose. */
export type Setting = z.infer<typeof Setting>;

const TemplateVersion = z.strictObject({
  memoryFloorGib: z.number().positive(),
  pooled: z.boolean(),
  services: z.record(
    z.string(),
    z.strictObject({ image: z.string(), port: z.number().int(), unchecked: z.string().optional() }),
  ),
  secrets: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.number().int().min(8)),
  files: z.array(z.string()),
  firstStartFiles: z.array(z.string()),
});
/** One version of the template. */
export type TemplateVersion = z.infer<typeof TemplateVersion>;

const Manifest = z.strictObject({
  name: z.literal("supabase"),
  default: z.string(),
  settings: z.record(z.string(), Setting),
  versions: z.record(z.string(), TemplateVersion),
});
export type SupabaseManifest = z.infer<typeof Manifest>;

let manifest: SupabaseManifest | undefined;

/** What the template says of itself, read once. */
export function supabaseManifest(): SupabaseManifest {
  manifest ??= Manifest.parse(parse(templateText("supabase/manifest.yaml")));
  return manifest;
}

/** The names of the template's versions. */
export function supabaseVersions(): string[] {
  return Object.keys(supabaseManifest().versions);
}

/** The manifest's entry of a version, undefined when there is no such version. */
export function supabaseVersion(version: string): TemplateVersion | undefined {
  const { versions } = supabaseManifest();
  return Object.hasOwn(versions, version) ? versions[version] : undefined;
}
