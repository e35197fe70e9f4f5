import { type OfferedSetting, offeredSettings } from "@freehold/components/supabase-settings";
import { defaultSupabaseVersion, supabaseVersions, versionIssue } from "@freehold/components/supabase-versions";
import { FreeholdError, TEMPLATES, type Template, type TenantSpec } from "@freehold/model";

/** A template and whether this version can run it. */
export interface TemplateSummary {
  name: Template;
  available: boolean;
  /** The versions that a signup may ask for; none of one that is not available. */
  versions: string[];
  /** The one that it gets when it asks for none. */
  defaultVersion: string | null;
  /** What a signup may choose; empty where it cannot be run. */
  settings: OfferedSetting[];
}

const AVAILABLE: readonly Template[] = ["supabase"];

export function listTemplates(): TemplateSummary[] {
  return TEMPLATES.map((name) =>
    AVAILABLE.includes(name)
      ? {
          name,
          available: true,
          versions: supabaseVersions(),
          defaultVersion: defaultSupabaseVersion(),
          settings: offeredSettings(),
        }
      : { name, available: false, versions: [], defaultVersion: null, settings: [] },
  );
}

/** The version that a signup is for. */
export function templateVersionFor({ templateVersion }: Pick<TenantSpec, "templateVersion">): string {
  return templateVersion ?? defaultSupabaseVersion();
}

/** @throws FreeholdError `invalid_request` that names those which there are. */
export function assertTemplateVersion(spec: Pick<TenantSpec, "templateVersion">): void {
  const detail = versionIssue(templateVersionFor(spec));
  if (detail === undefined) return;
  throw new FreeholdError("invalid_request", `templateVersion ${detail}`, {
    errors: [{ pointer: "/templateVersion", detail }],
    nextStep: "choose one of those, or leave it out for the newest",
  });
}

/** @throws FreeholdError `template_not_available` that names those which are. */
export function assertTemplateAvailable(template: Template): void {
  if (AVAILABLE.includes(template)) return;
  const allowed = AVAILABLE.join(", ");
  throw new FreeholdError(
    "template_not_available",
    `template "${template}" cannot be run by this version; available: ${allowed}`,
    {
      errors: [{ pointer: "/template", detail: `must be one of ${allowed} in this version, got "${template}"` }],
      nextStep: `choose one of ${allowed}`,
    },
  );
}
