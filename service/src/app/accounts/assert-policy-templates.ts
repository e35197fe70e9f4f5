import { type CredentialPolicy, FreeholdError } from "@freehold/model";
import type { AppContext } from "../context.ts";

/**
 * Refuses a policy that names a template which the service has not: its tenants would go elsewhere without a word.
 *
 * @throws FreeholdError `template_not_available`
 */
export function assertPolicyTemplates({ templates }: Pick<AppContext, "templates">, policy?: CredentialPolicy): void {
  const names = policy === undefined || policy.templates === "all" ? [] : policy.templates;
  const known = templates.names();
  const errors = names.flatMap((name, at) =>
    known.includes(name)
      ? []
      : [{ pointer: `/policy/templates/${at}`, detail: `must be one of ${known.join(", ")}, got "${name}"` }],
  );
  if (errors.length === 0) return;
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new FreeholdError("template_not_available", `the service has not all of these templates: ${fields}`, {
    errors,
    nextStep: `choose among ${known.join(", ")}`,
  });
}
