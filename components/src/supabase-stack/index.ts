export { supabaseManifest, supabaseVersion, supabaseVersions, type TemplateVersion } from "./manifest.ts";
export * from "./owner-warnings.ts";
export * from "./settings.ts";
export * from "./supabase-args.ts";
export * from "./supabase-stack.ts";
export { databaseChangeIssue, defaultSupabaseVersion, versionIssue } from "./versions.ts";
