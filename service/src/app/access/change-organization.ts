import { FreeholdError, type Organization, type OrganizationChanges } from "@freehold/model";
import { accountsFor } from "../../db/accounts.ts";
import { revokeKeys } from "../../db/api-keys.ts";
import type { Em } from "../../db/kernel/em.ts";
import { removeMembers } from "../../db/members.ts";
import { changeOrganization as change, lockOrganization, useOfOrganization } from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { organizationNameTaken } from "./create-organization.ts";
import { OPERATOR_ORGANIZATION } from "./operator.ts";
import { organizationRowOf, readOrganization } from "./read-organizations.ts";

/**
 * Changes an organization's name, tier or limits. Less than it has is allowed: it keeps what it has and gets no more.
 *
 * @throws FreeholdError `not_found`, `organization_name_taken`
 */
export async function changeOrganization(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  { name, tier, quotas }: OrganizationChanges,
): Promise<Organization> {
  return context.db.transaction(async (em) => {
    const { id } = await organizationRowOf(em, caller, idOrName);
    const changes = {
      ...(name !== undefined && { name }),
      ...(tier !== undefined && { tier }),
      ...(quotas?.tenants !== undefined && { maxTenants: quotas.tenants }),
      ...(quotas?.machines !== undefined && { maxMachines: quotas.machines }),
    };
    if (!(await change(em, id, changes))) throw organizationNameTaken(name ?? "");
    return readOrganization(em, caller, id);
  });
}

/**
 * Removes an organization that has nothing any more: its members and API keys end with it.
 *
 * @throws FreeholdError `not_found`, `organization_in_use`
 */
export async function removeOrganization(context: AppContext, caller: Caller, idOrName: string): Promise<Organization> {
  return context.db.transaction(async (em) => {
    const { id } = await organizationRowOf(em, caller, idOrName);
    await lockOrganization(em, id);
    await assertUnused(em, id);
    const last = await readOrganization(em, caller, id);
    await change(em, id, { removedAt: context.now() });
    await revokeKeys(em, id);
    await removeMembers(em, id);
    return last;
  });
}

async function assertUnused(em: Em, id: string): Promise<void> {
  if (id === OPERATOR_ORGANIZATION) throw inUse(id, "is the operator's own", "remove another one");
  const { tenants } = await useOfOrganization(em, id);
  if (tenants > 0) throw inUse(id, `has ${tenants} tenants`, "destroy them first: DELETE /v1/tenants/{tenant}");
  const own = (await accountsFor(em, id)).filter(({ organization }) => organization === id);
  if (own.length === 0) return;
  throw inUse(id, `has ${own.length} cloud accounts`, "remove them first: DELETE /v1/credentials/{id}");
}

function inUse(id: string, why: string, nextStep: string): FreeholdError {
  return new FreeholdError("organization_in_use", `organization ${id} cannot be removed: it ${why}`, { nextStep });
}
