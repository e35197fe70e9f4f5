import type { OperationStatus } from "@freehold/model";
import type { Failure } from "./entities/failure.ts";
import type { OperationRow } from "./entities/operation.ts";
import { change, type Em } from "./kernel/em.ts";
import { BEGINS_AT } from "./kernel/workers.ts";
import type { Lease } from "./lease.ts";
import { operationById } from "./operations.ts";

/** Begins a queued operation. Null when another worker was first or it is not queued any more. */
export async function claimOperation(
  em: Em,
  id: string,
  { owner, leaseMs, revision }: { owner: string; leaseMs: number; revision: number },
): Promise<OperationRow | null> {
  // The database's clock decides, because workers of several machines compare their leases by it.
  const claimed = await change(
    em,
    `update operations o
        set status = 'running', revision = greatest(o.revision, ?), lease_owner = ?, fencing_token = fencing_token + 1, attempts = attempts + 1,
            retry_at = null,
            lease_until = now() + ? * interval '1 millisecond', started_at = coalesce(started_at, now())
      where id = ? and status = 'queued'
        and (waiting is null or (waiting ->> 'retryAt')::timestamptz <= now())
        and coalesce(${BEGINS_AT} <= now(), true)`,
    [revision, owner, leaseMs, id],
  );
  return claimed === 0 ? null : operationById(em, id);
}

/** Prolongs a lease. Returns whether it is still ours, and whether somebody asked for the operation's cancellation. */
export async function renewLease(em: Em, lease: Lease, leaseMs: number): Promise<"renewed" | "cancel" | "lost"> {
  const rows = await em.execute<{ cancel_requested: boolean }[]>(
    `update operations set lease_until = now() + ? * interval '1 millisecond'
      where id = ? and fencing_token = ? and status = 'running'
      returning cancel_requested`,
    [leaseMs, lease.operationId, lease.fencingToken],
  );
  const row = rows[0];
  if (row === undefined) return "lost";
  return row.cancel_requested ? "cancel" : "renewed";
}

export interface Ending {
  status: Extract<OperationStatus, "succeeded" | "failed" | "cancelled">;
  failure: Failure | null;
  /** What its owner must know although it went well. @default - nothing */
  notice?: string | undefined;
}

/** Settings that were asked for are needed again when somebody approves what they would lose. */
const KEPT_FOR_APPROVAL = "case when ? = 'approval_required' then settings_sealed end";

/** Ends an operation. False when the lease was lost: then nothing was changed. */
export async function finishOperation(em: Em, lease: Lease, ending: Ending): Promise<boolean> {
  const finished = await change(
    em,
    `update operations
        set status = ?, failure = ?::jsonb, notice = ?, settings_sealed = ${KEPT_FOR_APPROVAL}, ended_at = now(), lease_owner = null, lease_until = null
      where id = ? and fencing_token = ? and status = 'running'`,
    [
      ending.status,
      ending.failure && JSON.stringify(ending.failure),
      ending.notice ?? null,
      ending.failure?.code ?? null,
      lease.operationId,
      lease.fencingToken,
    ],
  );
  return finished === 1;
}

/** Puts a running operation back into the queue; its next worker resumes it. False when the lease was lost. */
export async function requeueOperation(em: Em, lease: Lease): Promise<boolean> {
  const requeued = await change(
    em,
    `update operations
        set status = 'queued', lease_owner = null, lease_until = null
      where id = ? and fencing_token = ? and status = 'running'`,
    [lease.operationId, lease.fencingToken],
  );
  return requeued === 1;
}

/** Ends an operation that no worker has begun. False when one has: what it made must be removed first. */
export async function cancelQueuedOperation(em: Em, id: string, failure: Failure): Promise<boolean> {
  const cancelled = await change(
    em,
    `update operations set status = 'cancelled', failure = ?::jsonb, settings_sealed = null, cancel_requested = true, ended_at = now()
      where id = ? and status = 'queued' and attempts = 0`,
    [JSON.stringify(failure), id],
  );
  return cancelled === 1;
}

/** Ids of running operations whose lease ended at least `graceMs` ago, by the database's clock. */
export async function lapsedOperationIds(em: Em, graceMs: number): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    "select id from operations where status = 'running' and coalesce(lease_until + ? * interval '1 millisecond' < now(), true)",
    [graceMs],
  );
  return rows.map((row) => row.id);
}

/** Remembers why a running operation fails, before it is undone. False when the lease was lost. */
export async function recordFailure(em: Em, lease: Lease, failure: Failure): Promise<boolean> {
  const recorded = await change(
    em,
    "update operations set failure = ?::jsonb where id = ? and fencing_token = ? and status = 'running'",
    [JSON.stringify(failure), lease.operationId, lease.fencingToken],
  );
  return recorded === 1;
}

/** A queued operation, and when it may begin at the earliest. */
export interface QueuedOperation {
  id: string;
  notBefore: Date | undefined;
}

/** Queued operations that nothing of their tenant stands before. */
export async function queuedOperations(em: Em): Promise<QueuedOperation[]> {
  const rows = await em.execute<{ id: string; retry_at: string | null }[]>(
    `select id, greatest((waiting ->> 'retryAt')::timestamptz, ${BEGINS_AT})::text as retry_at from operations o
      where status = 'queued' and not exists (
        select 1 from operations earlier
         where (earlier.tenant_id = o.tenant_id or earlier.host_id = o.host_id) and earlier.status in ('queued', 'running')
           and (earlier.created_at, earlier.id) < (o.created_at, o.id))`,
  );
  return rows.map(({ id, retry_at }) => ({ id, notBefore: retry_at === null ? undefined : new Date(retry_at) }));
}
