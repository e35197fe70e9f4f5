import { databaseChangeIssue, defaultSupabaseVersion } from "@freehold/components";
import { StackOutputs } from "@freehold/model";
import { settingsRefused } from "@freehold/stack-contract/stack-settings";
import { TENANT_SETTINGS, type TenantStackConfig } from "./contract.ts";

/**
 * The version of its template that a stack is built with: the configured one, else that of the stack's own state. Only a stack that was
 * never up takes the template's default.
 *
 * @param outputs What the stack's state has of its outputs; none for one that was never up
 * @throws FreeholdError `invalid_request` for a change of the database's major version
 */
export function versionFor(
  { templateVersion }: Pick<TenantStackConfig, "templateVersion">,
  outputs: Readonly<Record<string, unknown>>,
): string {
  const built = StackOutputs.shape.workload.safeParse(outputs.workload).data?.version;
  const asked = templateVersion ?? built ?? defaultSupabaseVersion();
  const detail = built === undefined ? undefined : databaseChangeIssue(built, asked);
  if (detail !== undefined) throw settingsRefused(TENANT_SETTINGS, [{ path: ["templateVersion"], detail }]);
  return asked;
}
