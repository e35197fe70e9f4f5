import { FreeholdError, type Tenant, type TenantChanges } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setDatabaseAllowedFrom, setTenantProtected } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import { checkDatabaseNetworks } from "./check-database-networks.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { tenantView } from "./views.ts";

/**
 * Changes what the service keeps of a tenant. What changes at a cloud with it, an update brings there: at once where the tenant may be
 * updated, else with the next one.
 *
 * @throws FreeholdError `not_found`, `invalid_request` for networks that its place cannot let in, and `operation_in_progress` for one whose
 * end was accepted, or that is being changed where an update is needed
 */
export async function changeTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  changes: TenantChanges,
): Promise<Tenant> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const tenant = await context.db.transaction(async (em) => {
    const row = await lockTenant(em, id);
    const { name, status } = row;
    const ends = (await openOperationsOfTenant(em, id)).some(({ kind }) => kind === "destroy");
    // Who protects it must not believe that it stays.
    if (ends || status === "destroyed" || status === "destroying") throw tooLate(name, status === "destroyed");
    if (changes.protected !== undefined) await setTenantProtected(em, id, changes.protected);
    if (changes.databaseAllowedFrom !== undefined) await openDatabase(em, context, row, changes.databaseAllowedFrom);
    return tenantView(await lockTenant(em, id));
  });
  context.queue.wake();
  return tenant;
}

async function openDatabase(em: Em, context: AppContext, tenant: TenantRow, networks: string[]): Promise<void> {
  checkDatabaseNetworks(networks, tenant);
  if (JSON.stringify(networks) === JSON.stringify(tenant.databaseAllowedFrom ?? [])) return;
  if ((await openOperationsOfTenant(em, tenant.id)).length > 0) throw busy(tenant.name);
  await setDatabaseAllowedFrom(em, tenant.id, networks);
  if (mayUpdate(tenant)) await requestOperation(em, context, tenant);
}

function busy(name: string): FreeholdError {
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being changed`, {
    nextStep: "change the networks when that operation has ended",
  });
}

function tooLate(name: string, isOver: boolean): FreeholdError {
  if (isOver) return new FreeholdError("not_found", `tenant "${name}" is destroyed already`);
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being destroyed`, {
    nextStep: "what was taken away does not come back; sign the tenant up again when its name is free",
  });
}
