import { FreeholdError } from "@freehold/model";
import type { Failure } from "../../db/entities/failure.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import { changeHostOrder, lockHostOrder } from "../../db/host-orders.ts";
import type { IdempotencyKey } from "../../db/idempotency.ts";
import type { Em } from "../../db/kernel/em.ts";
import { cancelQueuedOperation } from "../../db/leases.ts";
import { operationById, requestCancel, type Subject } from "../../db/operations.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce } from "../requests/answer-once.ts";
import { operationView } from "../tenants/views.ts";
import { announceEnd } from "./announce-end.ts";
import { operationRowOf } from "./read-operations.ts";
import { occasionOf, remedyAfter } from "./remedy-of.ts";

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
  const subject = await operationRowOf(context, caller, id);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      await lockSubject(em, subject);
      await cancelOpenOperation(em, context, assertCancellable(await operationById(em, id)));
      return { status: 202, body: operationView(await operationById(em, id)) };
    }),
  );
  context.signals.cancelRequested(id);
  context.signals.progressed(id);
  context.queue.wake();
  return answer;
}

/** Ends a waiting operation, asks the worker of a running one to end it. The caller holds the row of what it is about. */
export async function cancelOpenOperation(em: Em, context: AppContext, operation: OperationRow): Promise<void> {
  const failure = cancelledFailure(operation);
  const ended = await cancelQueuedOperation(em, operation.id, failure);
  if (!ended) {
    await requestCancel(em, operation.id);
    // One that waits for another try does not wait any more: what it made is removed now.
    return operation.status === "queued" ? context.queue.send(em, operation.id) : undefined;
  }
  if (operation.kind === "create") await failSubject(em, operation, failure);
  await announceEnd(em, context.queue, operation);
}

function cancelledFailure(operation: OperationRow): Failure {
  const built = operation.hostId === null ? "the creation" : "the building";
  const reason =
    operation.kind === "create"
      ? `${built} was cancelled; nothing was kept at the cloud`
      : "the operation was cancelled before it began; nothing was changed";
  return { code: "cancelled", reason, nextStep: remedyAfter(occasionOf(operation), { code: "cancelled" }) };
}

async function lockSubject(em: Em, { tenantId, hostId }: Subject): Promise<void> {
  if (tenantId !== null) await lockTenant(em, tenantId);
  if (hostId !== null) await lockHostOrder(em, hostId);
}

async function failSubject(em: Em, { tenantId, hostId }: Subject, failure: Failure): Promise<void> {
  if (tenantId !== null) await setTenantStatus(em, tenantId, "failed", { failure });
  if (hostId !== null) await changeHostOrder(em, hostId, { status: "failed", failure });
}

function assertCancellable(operation: OperationRow): OperationRow {
  if (operation.endedAt !== null) throw ended(operation);
  if (operation.kind === "destroy" && operation.hostId !== null)
    throw uncancellable(operation, "it destroys a host", "order another one");
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
