import type { OperationStatus } from "@freehold/model";
import { announceEvent } from "../../db/announced-events.ts";
import type { Em } from "../../db/kernel/em.ts";
import { appendDoneEvent } from "../../db/operation-events.ts";
import { openOperationsOf, operationById, type Subject } from "../../db/operations.ts";
import type { OperationQueue } from "./queue-port.ts";

/**
 * What belongs to the end of every operation, in the transaction that ends it: the last event, what the organization's webhooks receive, and the job of the
 * operation that waited for it. An operation's job exists only once nothing of its tenant, or of its host, stands before it.
 */
export async function announceEnd(em: Em, queue: OperationQueue, operation: { id: string } & Subject): Promise<void> {
  await appendDoneEvent(em, operation.id);
  await notifyOrganization(em, operation.id);
  const [next] = await openOperationsOf(em, operation);
  if (next !== undefined) await queue.send(em, next.id);
}

async function notifyOrganization(em: Em, id: string): Promise<void> {
  const { organization, kind, status, tenantId, hostId, failure } = await operationById(em, id);
  await announceEvent(em, {
    organization,
    type: `operation.${endedAs(status)}`,
    subject: id,
    data: { operationId: id, kind, status, tenantId, hostId, failure },
  });
}

function endedAs(status: OperationStatus): Exclude<OperationStatus, "queued" | "running"> {
  if (status === "queued" || status === "running") throw new Error(`an operation that is ${status} has not ended`);
  return status;
}
