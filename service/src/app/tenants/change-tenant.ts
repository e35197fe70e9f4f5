import { FreeholdError, type Tenant, type TenantChanges } from "@freehold/model";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setTenantProtected } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { tenantView } from "./views.ts";

/**
 * Changes what the service itself keeps of a tenant; nothing at a cloud.
 *
 * @throws FreeholdError `not_found`, and `operation_in_progress` for one whose end was accepted
 */
export async function changeTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  changes: TenantChanges,
): Promise<Tenant> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  return context.db.transaction(async (em) => {
    const { name, status } = await lockTenant(em, id);
    const ends = (await openOperationsOfTenant(em, id)).some(({ kind }) => kind === "destroy");
    // Who protects it must not believe that it stays.
    if (ends || status === "destroyed" || status === "destroying") throw tooLate(name, status === "destroyed");
    if (changes.protected !== undefined) await setTenantProtected(em, id, changes.protected);
    return tenantView(await lockTenant(em, id));
  });
}

function tooLate(name: string, isOver: boolean): FreeholdError {
  if (isOver) return new FreeholdError("not_found", `tenant "${name}" is destroyed already`);
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being destroyed`, {
    nextStep: "what was taken away does not come back; sign the tenant up again when its name is free",
  });
}
