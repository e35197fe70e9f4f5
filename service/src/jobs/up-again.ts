import { setTimeout as sleep } from "node:timers/promises";
import type { RecoverRequest, RunResult } from "@freehold/engine";
import { type ErrorCode, isFreeholdError } from "@freehold/model";
import type { OperationContext } from "./context.ts";

/** What passes by itself: the same build can succeed a little later. */
const PASSING: readonly ErrorCode[] = ["cloud_unreachable", "cloud_rate_limited", "cloud_action_failed"];

/** Pauses before the second and the third try, in milliseconds. */
const PAUSES_MS = [500, 3_000] as const;

/**
 * Builds, and goes on building when a cloud fails in passing. Before each further try the clouds are asked what they hold that the
 * state does not know: an order whose answer was lost is taken back by its labels, so that nothing is ordered twice. What was made
 * half-way is taken back too.
 *
 * @param recovery What the stack is recovered with, after a create
 */
export async function upAgain(
  context: OperationContext,
  up: () => Promise<RunResult>,
  recovery: () => Promise<RecoverRequest>,
): Promise<RunResult> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await up();
    } catch (error) {
      if (context.signal.aborted || !isFreeholdError(error) || !PASSING.includes(error.code)) throw error;
      context.log.warn({ err: error, code: error.code, pauseMs }, "a cloud failed in passing; building goes on");
    }
    await sleep(pauseMs, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
    await context.engine.recover({ ...(await recovery()), removeHalfMade: true });
  }
  return up();
}
