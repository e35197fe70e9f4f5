import { FreeholdError, TEMPLATES, type Template } from "@freehold/model";

/** A template and whether this version can run it. */
export interface TemplateSummary {
  name: Template;
  available: boolean;
}

const AVAILABLE: readonly Template[] = ["supabase"];

export function listTemplates(): TemplateSummary[] {
  return TEMPLATES.map((name) => ({ name, available: AVAILABLE.includes(name) }));
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
