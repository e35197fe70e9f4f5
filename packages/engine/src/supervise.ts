import { FreeholdError } from "@freehold/model";
import type { EngineProgress, RunHooks, RunResult } from "./contract.ts";
import type { Runner } from "./pool/runner-process.ts";
import type { RunOrder } from "./runner/protocol.ts";

/** How long an operation may do what, in milliseconds. */
export interface Limits {
  cancelGraceMs: number;
  silenceMs: number;
  deadlineMs: number;
}

/**
 * Has a runner carry out an order and stops it when it is cancelled, falls silent or takes too long: first the polite way, which lets the
 * cloud calls in flight end and be recorded, and after the grace by killing the process group.
 */
export async function supervise(runner: Runner, order: RunOrder, hooks: RunHooks, limits: Limits): Promise<RunResult> {
  let reason: FreeholdError | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: FreeholdError) => {
    if (reason !== undefined) return;
    reason = why;
    runner.cancel();
    grace = setTimeout(() => void runner.kill(), limits.cancelGraceMs);
  };

  const cancelled = () =>
    stop(
      new FreeholdError("cancelled", "the operation was cancelled", { nextStep: "start it again when it is wanted" }),
    );
  const silence = setTimeout(() => stop(timeout("was silent for", limits.silenceMs)), limits.silenceMs);
  const deadline = setTimeout(() => stop(timeout("ran longer than", limits.deadlineMs)), limits.deadlineMs);
  hooks.signal?.addEventListener("abort", cancelled);
  const onProgress = (event: EngineProgress) => {
    silence.refresh();
    try {
      hooks.onEvent(event);
    } catch (cause) {
      stop(new FreeholdError("internal", "the listener of the operation's events failed", { cause }));
    }
  };

  try {
    if (hooks.signal?.aborted === true)
      throw new FreeholdError("cancelled", "the operation was cancelled before it began");
    return await runner.run(order, onProgress);
  } catch (error) {
    throw reason ?? error;
  } finally {
    clearTimeout(silence);
    clearTimeout(deadline);
    clearTimeout(grace);
    hooks.signal?.removeEventListener("abort", cancelled);
  }
}

function timeout(what: string, ms: number): FreeholdError {
  return new FreeholdError("engine_timeout", `the engine ${what} ${Math.round(ms / 1000)} s and was stopped`, {
    nextStep: "recover the stack and retry; read the service's log when it happens again",
  });
}
