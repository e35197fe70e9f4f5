import { templateTable, versionChangeIssue } from "@freehold/components/templates";
import { StackOutputs } from "@freehold/model";
import { settingsRefused } from "@freehold/stack-contract/stack-settings";
import { TENANT_SETTINGS, type TenantStackConfig } from "./contract.ts";

/**
 * The version of its template that a stack is built with: the configured one, else that of the stack's own state. Only a stack that was
 * never up takes the template's default; for a template that there is not it is undefined, and the program refuses it.
 *
 * @param outputs What the stack's state has of its outputs; none for one that was never up
 * @throws FreeholdError `invalid_request` for a change that the template has no upgrade for
 */
export function versionFor(
  { template, templates, templateVersion }: Pick<TenantStackConfig, "template" | "templates" | "templateVersion">,
  outputs: Readonly<Record<string, unknown>>,
): string | undefined {
  const table = templateTable({ directories: templates });
  const built = StackOutputs.shape.workload.safeParse(outputs.workload).data?.version;
  const asked = templateVersion ?? built ?? table.template(template)?.default;
  if (built === undefined || asked === undefined) return asked;
  const detail = versionChangeIssue(table, template, built, asked);
  if (detail !== undefined) throw settingsRefused(TENANT_SETTINGS, [{ path: ["templateVersion"], detail }]);
  return asked;
}
