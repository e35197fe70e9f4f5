import { FreeholdError } from "@freehold/model";
import { recordAudit } from "../../db/audit.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { requestOperation } from "../operations/request-operation.ts";
import { assertUnprotected } from "../tenants/assert-unprotected.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { type OperationAccepted, operationView, tenantView } from "../tenants/views.ts";

/**
 * Gives a tenant up without a call to its clouds: for one whose machine or account cannot be reached any more. What it has there stays,
 * and is found by the next sweeps as nobody's, with what it costs.
 *
 * @param reason Why; kept in the audit log
 * @throws FreeholdError `not_found`, `operation_in_progress`, `tenant_protected`
 */
export async function forgetTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  reason: string,
): Promise<OperationAccepted> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const accepted = await context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, id);
    if (tenant.status === "destroyed") throw gone(tenant.name);
    assertUnprotected(tenant);
    if ((await openOperationsOfTenant(em, id)).length > 0) throw busy(tenant.name);
    const operation = await requestOperation(em, context, tenant, { kind: "destroy", params: { forget: { reason } } });
    // Beside the route's own entry, which has no reasons.
    await recordAudit(em, {
      ...{ organization: tenant.organization, actor: caller.keyId, action: "forgetTenantReason", subject: id },
      detail: { reason, operationId: operation.id },
    });
    return { tenant: tenantView(tenant), operation: operationView(operation) };
  });
  context.queue.wake();
  return accepted;
}

function gone(name: string): FreeholdError {
  return new FreeholdError("not_found", `tenant "${name}" is destroyed already`, {
    nextStep: "nothing is left to forget",
  });
}

function busy(name: string): FreeholdError {
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being changed`, {
    nextStep: "wait until its operation has ended, or cancel it",
  });
}
