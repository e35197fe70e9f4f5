import { setTimeout as sleep } from "node:timers/promises";
import type { RunResult } from "@freehold/engine";
import { type ErrorCode, isFreeholdError } from "@freehold/model";
import type { JobContext } from "./context.ts";

/** What passes by itself: the same build can succeed a little later. */
const PASSING: readonly ErrorCode[] = ["cloud_unreachable", "cloud_rate_limited", "cloud_action_failed"];

/** Pauses before the second and the third try, in milliseconds. */
const PAUSES_MS = [500, 3_000] as const;

/**
 * Builds, and goes on building when a cloud fails in passing.
 *
 * @param recover Makes the stack fit for a further try. It must take back what was ordered unseen, so that nothing is ordered twice.
 */
export async function upAgain(
  { log, signal }: Pick<JobContext, "log" | "signal">,
  up: () => Promise<RunResult>,
  recover: () => Promise<unknown>,
): Promise<RunResult> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await up();
    } catch (error) {
      if (signal.aborted || !isFreeholdError(error) || !PASSING.includes(error.code)) throw error;
      log.warn({ err: error, code: error.code, pauseMs }, "a cloud failed in passing; building goes on");
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    await recover();
  }
  return up();
}
