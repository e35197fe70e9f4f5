import { FreeholdError } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { operationView, tenantView } from "../tenants/views.ts";

/** What is asked of the stack of a tenant that lives, beyond what its row says. */
type Work = Parameters<typeof requestOperation>[3];

/**
 * Accepts work on a tenant that lives.
 *
 * @throws FreeholdError `not_found`, and as {@link insertWork}
 */
export async function askTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: IdempotencyKey | undefined,
  work: Work,
): Promise<Answer> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      const { tenant, operation } = await insertWork(em, context, id, work);
      return { status: 202, body: { tenant: tenantView(tenant), operation: operationView(operation) } };
    }),
  );
  context.queue.wake();
  return answer;
}

/**
 * Writes work on a tenant that lives.
 *
 * @throws FreeholdError `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function insertWork(
  em: Em,
  context: AppContext,
  tenantId: string,
  work: Work,
): Promise<{ tenant: TenantRow; operation: OperationRow }> {
  const tenant = await lockTenant(em, tenantId);
  if ((await openOperationsOfTenant(em, tenantId)).length > 0)
    throw new FreeholdError("operation_in_progress", `tenant "${tenant.name}" is being changed`, {
      nextStep: "wait until its operation has ended",
    });
  if (!mayUpdate(tenant))
    throw new FreeholdError("illegal_transition", `tenant "${tenant.name}" is ${tenant.status}`, {
      nextStep: "wait until it is active or degraded; a tenant that is neither can be destroyed",
    });
  return { tenant, operation: await requestOperation(em, context, tenant, work) };
}
