import type { Cloud } from "@freehold/model";
import { type OwnerChoice, ownerWarnings as warningsOf } from "../workload/owner-warnings.ts";
import type { TemplateRelease } from "../workload/template-table.ts";
import { supabaseManifest, supabaseRelease } from "./manifest.ts";

/** What the owner of a Supabase should know of what was chosen. */
export function ownerWarnings(choice: OwnerChoice, cloud: Cloud): string[] {
  return warningsOf(supabaseRelease(supabaseManifest().default) as TemplateRelease, choice, cloud);
}
