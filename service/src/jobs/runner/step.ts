import { FreeholdError, type Stage } from "@freehold/model";
import type { ProgressRecorder } from "./progress-recorder.ts";

/** One step of a job. A worker can die after the work and before anything says so: every step may run twice. */
export interface Step<Context> {
  /** Public contract: it is in the log and in failure reports. */
  name: string;
  /** The stage that begins with it. @default - what the engine reports decides, else it goes on in the one before */
  stage?: Stage;
  run(context: Context): Promise<void>;
  /** Removes what `run` made, wholly or in part; does nothing when there is nothing. @default - nothing to undo */
  undo?(context: Context): Promise<void>;
}

/** What running steps needs of what they work with. */
export interface StepContext {
  signal: AbortSignal;
  begun: Set<string>;
  progress: Pick<ProgressRecorder, "enter">;
}

/** Runs the steps in order. Stops before the next one when the signal is aborted, with the signal's reason. */
export async function runSteps<Context extends StepContext>(
  steps: readonly Step<Context>[],
  context: Context,
): Promise<void> {
  for (const step of steps) {
    context.signal.throwIfAborted();
    context.begun.add(step.name);
    if (step.stage !== undefined) context.progress.enter(step.stage);
    await step.run(context);
  }
}

/**
 * Undoes the steps from the last to the first, whether they had run or not: a resumed job does not know. One that cannot be
 * undone does not keep the others from it.
 *
 * @throws FreeholdError `leftovers_found` with the first failure as its cause
 */
export async function undoSteps<Context>(steps: readonly Step<Context>[], context: Context): Promise<void> {
  const failures: { step: string; error: unknown }[] = [];
  for (const step of steps.toReversed()) {
    try {
      await step.undo?.(context);
    } catch (error) {
      failures.push({ step: step.name, error });
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  const reason = first.error instanceof Error ? first.error.message : String(first.error);
  throw new FreeholdError(
    "leftovers_found",
    `could not undo ${failures.map(({ step }) => step).join(", ")}: ${reason}`,
    { cause: first.error },
  );
}
