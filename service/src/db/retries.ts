import type { OperationRetry } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";
import type { Lease } from "./lease.ts";

/** Stores that a running operation is tried again. False when the lease was lost. */
export async function recordRetry(em: Em, lease: Lease, retries: readonly OperationRetry[]): Promise<boolean> {
  const recorded = await change(
    em,
    "update operations set retries = ?::jsonb where id = ? and fencing_token = ? and status = 'running'",
    [JSON.stringify(retries), lease.operationId, lease.fencingToken],
  );
  return recorded === 1;
}

/** Puts a running operation back into the queue; no worker begins it before `retryAt`. False when the lease was lost. */
export async function requeueForRetry(
  em: Em,
  lease: Lease,
  retries: readonly OperationRetry[],
  retryAt: Date,
): Promise<boolean> {
  const requeued = await change(
    em,
    `update operations
        set status = 'queued', retries = ?::jsonb, retry_at = ?, lease_owner = null, lease_until = null, lapsed_elsewhere = false
      where id = ? and fencing_token = ? and status = 'running'`,
    [JSON.stringify(retries), retryAt, lease.operationId, lease.fencingToken],
  );
  return requeued === 1;
}
