import { parse } from "yaml";
import { z } from "zod";
import { templateText } from "../templates/template-text.ts";

const Setting = z.strictObject({
  type: z.enum(["string", "integer", "boolean"]),
  default: z.union([z.string(), z.number().int(), z.boolean()]),
  minimum: z.number().int().optional(),
  maximum: z.number().int().optional(),
  /** When a change acts: `live` at once, `restart` when the services that have it start again, `birth` never: it must stay. */
  takesEffect: z.enum(["live", "restart", "birth"]),
  /** The versions that have it. @default - all */
  only: z.array(z.string()).optional(),
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
  /** A service that fills the empty folder of its data once, by those files, and leaves a mark there when all of that ended well. */
  firstStart: z.strictObject({
    service: z.string(),
    /** Its folder, within that of the workload's data. */
    data: z.string(),
    /** A file in that folder. */
    mark: z.string(),
    /** Extended regular expression: the line of the service's log that says why it did not. */
    saidBy: z.string(),
  }),
  /** What is run in a service after every apply, once all services are healthy: by its shell, and again without harm. */
  onHealthy: z.array(z.strictObject({ service: z.string(), run: z.string() })),
});
/** One version of the template. */
export type TemplateVersion = z.infer<typeof TemplateVersion>;

const Probe = z.strictObject({
  path: z.string().startsWith("/"),
  /** Header that the credential is sent in. */
  header: z.string(),
  /** Name of the credential among the stack's. */
  credential: z.string(),
  status: z.number().int(),
});
/** What a workload answers from outside when it is reached. */
export type Probe = z.infer<typeof Probe>;

const Manifest = z.strictObject({
  name: z.literal("supabase"),
  default: z.string(),
  probe: Probe,
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
