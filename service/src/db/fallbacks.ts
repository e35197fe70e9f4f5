import type { Waiting } from "@freehold/model";
import type { TriedPlacement } from "./entities/operation.ts";
import { change, type Em } from "./kernel/em.ts";
import type { Lease } from "./lease.ts";

/** Lets a running operation go on at another place: what failed is tried in vain, and no failure any more. False when the lease was lost. */
export async function tryElsewhere(em: Em, lease: Lease, tried: readonly TriedPlacement[]): Promise<boolean> {
  const changed = await change(
    em,
    "update operations set tried = ?::jsonb, retries = '[]', failure = null where id = ? and fencing_token = ? and status = 'running'",
    [JSON.stringify(tried), lease.operationId, lease.fencingToken],
  );
  return changed === 1;
}

/**
 * Puts a running operation of which nothing is built back into the queue until its next try; then it begins as if it were new. False when
 * the lease was lost.
 */
export async function waitForNextTry(em: Em, lease: Lease, waiting: Waiting): Promise<boolean> {
  const changed = await change(
    em,
    `update operations
        set status = 'queued', waiting = ?::jsonb, tried = '[]', retries = '[]', failure = null, attempts = 0,
            lease_owner = null, lease_until = null
      where id = ? and fencing_token = ? and status = 'running'`,
    [JSON.stringify(waiting), lease.operationId, lease.fencingToken],
  );
  return changed === 1;
}

/** Lets a queued operation that waits for its next try begin now. False when it does not wait. */
export async function endWait(em: Em, operationId: string): Promise<boolean> {
  const changed = await change(
    em,
    `update operations set waiting = jsonb_set(waiting, '{retryAt}', to_jsonb(now()))
      where id = ? and status = 'queued' and waiting is not null`,
    [operationId],
  );
  return changed === 1;
}
