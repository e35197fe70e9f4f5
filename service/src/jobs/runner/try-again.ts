import { setTimeout as sleep } from "node:timers/promises";
import type { OperationRetry } from "@freehold/model";
import { retriesFor } from "../../app/operations/error-classes.ts";
import type { Failure } from "../../db/entities/failure.ts";
import { recordRetry, requeueForRetry } from "../../db/retries.ts";
import type { OperationContext } from "./context.ts";

/** Longer pauses are not waited for by a worker: the operation is put back into the queue for then. */
const LONGEST_HELD_MS = 15_000;
/** Longest pause between two tries. */
const LONGEST_MS = 30 * 60_000;
/** Each pause is that many times the one before. */
const GROWTH = 5;

/**
 * What follows from a failure that may pass by itself. `again`: the pause is over, try now. `later`: the operation was put back into the
 * queue for then. `lost`: another worker has it. `over`: it is not tried again.
 */
export type NextTry = "again" | "later" | "lost" | "over";

/**
 * Decides whether an operation is tried again after a failure, and waits until then; the tries are stored with it.
 *
 * @param undoing The clean-up failed, which has tries of its own.
 */
export async function tryAgain(
  context: OperationContext,
  failure: Failure,
  { undoing, signal }: { undoing: boolean; signal: AbortSignal },
): Promise<NextTry> {
  const { app, lease, operation } = context;
  const made = operation.retries.filter((retry) => retry.undoing === undoing).length;
  const most = retriesFor(failure.code, app.settings.retries);
  if (made >= most || signal.aborted) return "over";

  const pauseMs = pauseBefore(made, app.settings.retryMs);
  const retry = { at: app.now().toISOString(), code: failure.code, reason: failure.reason, undoing, pauseMs };
  const retries = [...operation.retries, retry];
  await reportRetry(context, retry, { number: made + 1, most });
  // What waits for an account's calls holds no worker: it goes on when there are some.
  if (pauseMs > LONGEST_HELD_MS || failure.code === "cloud_rate_limited")
    return (await putBack(context, retries, pauseMs)) ? "later" : "lost";
  if (!(await recordRetry(app.db.em(), lease, retries))) return "lost";
  context.operation = { ...operation, retries };
  await sleep(pauseMs, undefined, { signal }).catch(() => {});
  return signal.aborted ? "over" : "again";
}

/** Milliseconds until the next try. @param made How many tries there were beside the first. @param firstMs Before the first of them */
export function pauseBefore(made: number, firstMs: number): number {
  return Math.min(LONGEST_MS, firstMs * GROWTH ** made);
}

async function putBack({ app, lease }: OperationContext, retries: OperationRetry[], pauseMs: number): Promise<boolean> {
  const retryAt = new Date(app.now().getTime() + pauseMs);
  return app.db.transaction(async (em) => {
    if (!(await requeueForRetry(em, lease, retries, retryAt))) return false;
    await app.queue.send(em, lease.operationId, retryAt);
    return true;
  });
}

async function reportRetry(
  { log, progress }: OperationContext,
  { code, reason, pauseMs, undoing }: OperationRetry,
  { number, most }: { number: number; most: number },
): Promise<void> {
  const what = undoing ? "the clean-up is tried again" : "tried again";
  log.warn({ code, reason, pauseMs, undoing, number, most }, `operation failed transiently; ${what}`);
  const message = `${reason}; ${what} in ${Math.ceil(pauseMs / 1000)} s (${number} of at most ${most})`;
  progress.onEngineEvent({ kind: "log", level: "warning", message });
  await progress.flush();
}
