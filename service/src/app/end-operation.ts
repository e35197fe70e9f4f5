import type { Em } from "../db/em.ts";
import { appendDoneEvent } from "../db/operation-events.ts";
import { openOperationsOf, type Subject } from "../db/operations.ts";
import type { OperationQueue } from "./queue-port.ts";

/**
 * What belongs to the end of every operation, in the transaction that ends it: the last event, and the job of the
 * operation that waited for it. An operation's job exists only once nothing of its tenant, or of its host, stands before it.
 */
export async function announceEnd(em: Em, queue: OperationQueue, operation: { id: string } & Subject): Promise<void> {
  await appendDoneEvent(em, operation.id);
  const [next] = await openOperationsOf(em, operation);
  if (next !== undefined) await queue.send(em, next.id);
}
