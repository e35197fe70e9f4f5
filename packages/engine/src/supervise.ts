import { FreeholdError, isFreeholdError, type Stage } from "@freehold/model";
import type { EngineAction, EngineProgress, RunHooks, RunResult } from "./contract.ts";
import type { Runner } from "./pool/runner-process.ts";
import type { RunOrder } from "./runner/protocol.ts";
import { advanceStages, stagePlanOf, startStages } from "./stages.ts";

/** How long an operation may do what, in milliseconds. */
export interface Limits {
  cancelGraceMs: number;
  silenceMs: number;
  deadlineMs: number;
  /** Stages without an entry may take as long as the whole. */
  stageMs: Partial<Record<Stage, number>>;
}

/** How long an engine has that is stopped because the service ends: the operation had the drain time before, in milliseconds. */
const SHUTDOWN_GRACE_MS = 20_000;

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

  const shorten = (graceMs: number) => {
    clearTimeout(grace);
    grace = setTimeout(() => void runner.kill(), graceMs);
  };
  const cancelled = () => {
    stop(new FreeholdError("cancelled", "the operation was cancelled"));
    // Another worker may have the operation soon: what is in flight is its recovery's business, not worth waiting for.
    const why: unknown = hooks.signal?.reason;
    if (!isFreeholdError(why)) return;
    if (why.code === "lease_lost") void runner.kill();
    if (why.code === "service_unavailable") shorten(Math.min(limits.cancelGraceMs, SHUTDOWN_GRACE_MS));
  };
  const silence = setTimeout(() => stop(timeout("was silent for", limits.silenceMs)), limits.silenceMs);
  const deadline = setTimeout(() => stop(timeout("ran longer than", limits.deadlineMs)), limits.deadlineMs);
  const stage = watchStages(order.action, limits.stageMs, stop);
  hooks.signal?.addEventListener("abort", cancelled);
  const onProgress = (event: EngineProgress) => {
    silence.refresh();
    stage.onProgress(event);
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
    stage.end();
    hooks.signal?.removeEventListener("abort", cancelled);
  }
}

/** Stops the operation when one of its stages takes too long. */
function watchStages(action: EngineAction, limits: Limits["stageMs"], stop: (why: FreeholdError) => void) {
  let state = startStages(stagePlanOf(action));
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(timer);
    const { stage } = state;
    const limit = limits[stage];
    if (limit !== undefined && stage !== "complete") timer = setTimeout(() => stop(tooLong(stage, limit)), limit);
  };
  watch();
  return {
    onProgress(event: EngineProgress) {
      const next = advanceStages(state, event);
      const isEntered = next.stage !== state.stage;
      state = next;
      if (isEntered) watch();
    },
    end: () => clearTimeout(timer),
  };
}

function tooLong(stage: Exclude<Stage, "complete">, ms: number): FreeholdError {
  return new FreeholdError(
    `${stage}_timeout`,
    `the stage ${stage} took longer than ${Math.round(ms / 1000)} s and was stopped`,
  );
}

function timeout(what: string, ms: number): FreeholdError {
  return new FreeholdError("engine_timeout", `the engine ${what} ${Math.round(ms / 1000)} s and was stopped`);
}
