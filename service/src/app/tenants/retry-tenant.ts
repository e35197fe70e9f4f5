import { FreeholdError, isFreeholdError } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { endWait } from "../../db/fallbacks.ts";
import { hostById, lockHosts } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant, operationById, operationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { reassignHost } from "../hosts/reassign-host.ts";
import { requestOperation } from "../operations/request-operation.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { operationView, tenantView } from "./views.ts";

/**
 * Tries at once what would be tried later: an operation that waits for its next try, or the move of a tenant that is down because its host is dead
 * or an earlier move was given up. A creation that failed or was cancelled begins again, under the tenant's name and id.
 *
 * @throws FreeholdError `not_found`, `host_capacity` when no host has room for the tenant, `operation_in_progress` while it is being tried, and
 *   `illegal_transition` when there is nothing to try again
 */
export async function retryTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      const operation = await tryNow(em, context, await lockTenant(em, id));
      return {
        status: 202,
        body: { tenant: tenantView(await lockTenant(em, id)), operation: operationView(operation) },
      };
    }),
  );
  context.queue.wake();
  return answer;
}

async function tryNow(em: Em, context: AppContext, tenant: TenantRow): Promise<OperationRow> {
  const [open] = await openOperationsOfTenant(em, tenant.id);
  if (open === undefined) {
    const [last] = await operationsOfTenant(em, tenant.id, 1);
    const isUnbuilt = tenant.status === "failed" && last?.kind === "create" && last.status !== "succeeded";
    return isUnbuilt ? createAgain(em, context, tenant) : moveAgain(em, context, tenant, last);
  }
  if (!(await endWait(em, open.id))) throw underWay(tenant, open);
  await context.queue.send(em, open.id);
  return operationById(em, open.id);
}

/** What an earlier creation left, because its clean-up failed, is found by the new one and taken back first. */
async function createAgain(em: Em, context: AppContext, tenant: TenantRow): Promise<OperationRow> {
  if (context.clouds.isGone(tenant.accountId)) throw accountGone(tenant);
  await setTenantStatus(em, tenant.id, "provisioning", { failure: null });
  return requestOperation(em, context, tenant, { kind: "create", params: { again: true } });
}

async function moveAgain(
  em: Em,
  context: AppContext,
  tenant: TenantRow,
  last: OperationRow | undefined,
): Promise<OperationRow> {
  if (tenant.hostId === null) throw nothingToRetry(tenant);
  await lockHosts(em);
  const host = await hostById(em, tenant.hostId);
  if (host.deadSince !== null && ["active", "degraded", "failed"].includes(tenant.status)) {
    const found = await reassignHost(em, context, host, tenant);
    if (isFreeholdError(found)) throw found;
    return requestOperation(em, context, tenant, { kind: "move" });
  }
  if (tenant.status !== "failed" || last?.kind !== "move") throw nothingToRetry(tenant);
  return requestOperation(em, context, tenant, { kind: "move" });
}

function underWay({ name }: TenantRow, { id, kind, status }: OperationRow): FreeholdError {
  return new FreeholdError("operation_in_progress", `tenant "${name}" is not waiting: its ${kind} is ${status}`, {
    nextStep: `follow GET /v1/operations/${id}/events`,
  });
}

function accountGone({ id, name }: TenantRow): FreeholdError {
  return new FreeholdError("illegal_transition", `the account that tenant "${name}" was being built in is gone`, {
    nextStep: `destroy the tenant (DELETE /v1/tenants/${id}) and sign it up again`,
  });
}

function nothingToRetry({ name, status }: TenantRow): FreeholdError {
  return new FreeholdError(
    "illegal_transition",
    `there is nothing to try again for tenant "${name}": it is ${status}`,
    {
      nextStep:
        "an operation can be retried while it waits, a creation that failed, and a move that was given up; GET /v1/tenants/{tenant} says which",
    },
  );
}
