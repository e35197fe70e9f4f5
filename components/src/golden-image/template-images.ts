import { FreeholdError } from "@freehold/model";
import { supabaseManifest, supabaseVersion, supabaseVersions } from "../supabase-stack/manifest.ts";

/**
 * The container images that a template's workload is made of, for {@link GoldenImage}.
 *
 * @param version @default - the template's current one
 * @throws FreeholdError `template_not_available` for a template or a version that there is not.
 */
export function templateImages(template: string, version: string = supabaseManifest().default): string[] {
  if (template !== "supabase") {
    throw new FreeholdError("template_not_available", `template must be supabase in this version, got "${template}"`);
  }
  const found = supabaseVersion(version);
  if (!found) {
    const known = supabaseVersions().join(", ");
    throw new FreeholdError("template_not_available", `version of supabase must be one of ${known}, got "${version}"`);
  }
  return [...new Set(Object.values(found.services).map(({ image }) => image))];
}
