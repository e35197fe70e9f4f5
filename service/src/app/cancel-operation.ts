import { FreeholdError } from "@freehold/model";
import type { Em } from "../db/em.ts";
import type { Failure } from "../db/entities/failure.ts";
import type { OperationRow } from "../db/entities/operation.ts";
import type { IdempotencyKey } from "../db/idempotency.ts";
import { cancelQueuedOperation } from "../db/leases.ts";
import { operationById, requestCancel } from "../db/operations.ts";
import { lockTenant, moveTenant } from "../db/tenants.ts";
import { type Answer, answerOnce } from "./answer-once.ts";
import type { AppContext, Caller } from "./context.ts";
import { announceEnd } from "./end-operation.ts";
import { operationRowOf } from "./read-operations.ts";
import { operationView } from "./views.ts";

/** Failure of a tenant whose creation was cancelled. */
export const CREATE_CANCELLED: Failure = {
  code: "cancelled",
  reason: "the creation was cancelled; nothing was kept at the cloud",
  nextStep: "destroy the tenant to free its name, or sign up again under another name",
};

/**
 * Cancels an operation: at once while it waits, as soon as the cloud calls in flight have ended while it runs.
 *
 * @throws FreeholdError `not_found`, and `illegal_transition` for one that has ended or that destroys
 */
export async function cancelOperation(
  context: AppContext,
  caller: Caller,
  id: string,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  const { tenantId } = await operationRowOf(context, caller, id);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      await lockTenant(em, tenantId);
      await cancelOpenOperation(em, context, assertCancellable(await operationById(em, id)));
      return { status: 202, body: operationView(await operationById(em, id)) };
    }),
  );
  context.signals.cancelRequested(id);
  context.signals.progressed(id);
  context.queue.wake();
  return answer;
}

/** Ends a waiting operation, asks the worker of a running one to end it. The caller holds the tenant's row. */
export async function cancelOpenOperation(em: Em, context: AppContext, operation: OperationRow): Promise<void> {
  const ended = await cancelQueuedOperation(em, operation.id, CREATE_CANCELLED);
  if (!ended) {
    await requestCancel(em, operation.id);
    // One that waits for another try does not wait any more: what it made is removed now.
    return operation.status === "queued" ? context.queue.send(em, operation.id) : undefined;
  }
  if (operation.kind === "create") await moveTenant(em, operation.tenantId, "failed", { failure: CREATE_CANCELLED });
  await announceEnd(em, context.queue, operation);
}

function assertCancellable(operation: OperationRow): OperationRow {
  if (operation.endedAt !== null) throw ended(operation);
  if (operation.kind === "destroy") throw uncancellable(operation, "it destroys a tenant", "sign up again");
  if (operation.kind === "move") {
    throw uncancellable(operation, "it moves a tenant off a dead host", "see how the tenant is");
  }
  return operation;
}

function ended(operation: OperationRow): FreeholdError {
  return new FreeholdError(
    "illegal_transition",
    `operation ${operation.id} cannot be cancelled: it has ${operation.status}`,
    {
      nextStep: "nothing is running; read the operation for its outcome",
    },
  );
}

function uncancellable(operation: OperationRow, why: string, then: string): FreeholdError {
  return new FreeholdError("illegal_transition", `operation ${operation.id} cannot be cancelled: ${why}`, {
    nextStep: `wait until it has ended, then ${then}`,
  });
}
