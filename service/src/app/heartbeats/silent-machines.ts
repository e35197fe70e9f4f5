import { recordAudit } from "../../db/audit.ts";
import { claimSilenceCheck, type SilentTenant, silentTenants } from "../../db/heartbeats.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { recordCondition } from "../ledger/record-condition.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";

/** Notes on every tenant whose machine has fallen silent that it has. */
export async function recordSilence(context: AppContext): Promise<SilentTenant[]> {
  const { db, now, heartbeats } = context;
  const silent = await silentTenants(db.em(), heartbeats.lostSec);
  for (const { id, lastAt } of silent) {
    await db.transaction(async (em) => {
      const tenant = await lockTenant(em, id);
      if ((await openOperationsOfTenant(em, id)).length > 0) return;
      const reason = `the machine has not reported since ${lastAt.toISOString()}`;
      await recordCondition(em, tenant, "heartbeat", { status: "failing", reason }, now());
    });
  }
  return silent;
}

/**
 * Has the engine check each silent tenant, once for each silence: a refresh, which changes nothing and says what is not there.
 *
 * @returns Ids of the tenants that are checked now
 */
export async function checkSilentMachines(context: AppContext, silent: readonly SilentTenant[]): Promise<string[]> {
  const checked: string[] = [];
  for (const { id, isChecked } of silent) if (!isChecked && (await requestRefresh(context, id))) checked.push(id);
  if (checked.length > 0) context.queue.wake();
  return checked;
}

async function requestRefresh(context: AppContext, tenantId: string): Promise<boolean> {
  return context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, tenantId);
    if (!mayUpdate(tenant) || (await openOperationsOfTenant(em, tenantId)).length > 0) return false;
    if (!(await claimSilenceCheck(em, tenantId))) return false;
    const operation = await requestOperation(em, context, tenant, { kind: "refresh" });
    await recordAudit(em, {
      ...{
        organization: tenant.organization,
        actor: "system:ledger",
        action: "lookAtSilentMachine",
        subject: tenantId,
      },
      detail: { operationId: operation.id },
    });
    return true;
  });
}
