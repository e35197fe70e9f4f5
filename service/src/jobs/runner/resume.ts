import type { AppContext } from "../../app/context.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import { lapsedOperationIds, queuedOperations, requeueOperation } from "../../db/leases.ts";
import { runningOperations } from "../../db/operations.ts";
import { type LeaseOwner, ownerLife, parseOwner } from "./lease-owner.ts";

export interface ResumeOptions {
  app: AppContext;
  self: LeaseOwner;
  /** How long after the end of a lease its owner may still be at work. */
  graceMs: number;
  /** Whether this process is carrying the operation out. */
  isInFlight(operationId: string): boolean;
}

/**
 * Puts operations whose worker is gone back into the queue: proven dead on this host, or silent since lease end plus grace
 * elsewhere. Returns how many.
 */
export async function resumeAbandoned({ app, self, graceMs, isInFlight }: ResumeOptions): Promise<number> {
  const em = app.db.em();
  const lapsed = new Set(await lapsedOperationIds(em, graceMs));
  let resumed = 0;
  for (const operation of await runningOperations(em)) {
    const life = ownerLife(parseOwner(operation.leaseOwner ?? ""), self);
    if (!isGone(life, lapsed.has(operation.id), isInFlight(operation.id))) continue;
    if (await requeue(app, operation)) resumed += 1;
  }
  if (resumed > 0) app.queue.wake();
  return resumed;
}

function isGone(life: ReturnType<typeof ownerLife>, lapsed: boolean, inFlight: boolean): boolean {
  switch (life) {
    case "dead":
      return true;
    case "elsewhere":
      return lapsed;
    case "self":
      // Let go of when the database failed at its end.
      return lapsed && !inFlight;
    case "alive":
      // Another process of this host that is stopped, or cut off from the database. Whoever resumes kills its engine.
      return lapsed;
  }
}

/** At start: a job that was taken and lost before its claim would come back only when the queue notices. */
export async function resendQueued(app: AppContext): Promise<number> {
  return app.db.transaction(async (em) => {
    const queued = await queuedOperations(em);
    for (const { id, notBefore } of queued) await app.queue.send(em, id, notBefore);
    return queued.length;
  });
}

async function requeue(app: AppContext, operation: OperationRow): Promise<boolean> {
  const lease = { operationId: operation.id, fencingToken: operation.fencingToken };
  return app.db.transaction(async (em) => {
    const requeued = await requeueOperation(em, lease);
    if (requeued) await app.queue.send(em, operation.id);
    return requeued;
  });
}
