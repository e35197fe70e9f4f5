import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setConditions, tenantById } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { followConditions } from "../ledger/record-condition.ts";
import { openOutputs } from "../secrets/sealed.ts";
import { conditionsAfter } from "./conditions-after.ts";
import { reachTarget } from "./reach-target.ts";
import type { Reached } from "./reachability-port.ts";

/** Asks one tenant from outside. Undefined for one that has nothing to be asked. */
export async function askTenantFromOutside(
  app: AppContext,
  tenantId: string,
  signal: AbortSignal,
): Promise<Reached | undefined> {
  const tenant = await tenantById(app.db.em(), tenantId);
  const outputs = openOutputs(app.envelope, tenant);
  if (outputs === null || app.clouds.isGone(tenant.accountId)) return undefined;
  return app.reachability.check(await reachTarget(app, tenant, outputs), signal);
}

/**
 * Records what a look at a tenant found, and lets its status follow. While an operation of it is open it is not judged.
 *
 * @returns Whether the tenant's status is another one now
 */
export async function recordLook(app: AppContext, tenantId: string, reached: Reached): Promise<boolean> {
  const { giveUpMs } = app.reachability;
  return app.db.transaction(async (em) => {
    const tenant = await lockTenant(em, tenantId);
    if ((await openOperationsOfTenant(em, tenantId)).length > 0) return false;
    const conditions = conditionsAfter(tenant.conditions, reached, { now: app.now(), giveUpMs });
    if (JSON.stringify(conditions) === JSON.stringify(tenant.conditions)) return false;
    await setConditions(em, tenantId, conditions);
    await followConditions(em, tenant, conditions);
    return (await tenantById(em, tenantId)).status !== tenant.status;
  });
}
