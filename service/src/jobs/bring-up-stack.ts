import type { RunRequest, RunResult } from "@freehold/engine";
import { StackOutputs } from "@freehold/model";
import type { JobContext } from "./context.ts";
import { parseOutputs } from "./parse-outputs.ts";

/**
 * Brings the tenant's stack up, and keeps in the context what it gives.
 *
 * @param attempt How often it is run. @default - once
 * @throws FreeholdError as the engine, and `engine_failed` for outputs that break the contract
 */
export async function bringUpStack(
  context: JobContext,
  request: RunRequest,
  attempt: (up: () => Promise<RunResult>) => Promise<RunResult> = (up) => up(),
): Promise<void> {
  const { engine, progress, signal } = context;
  const result = await attempt(() => engine.run(request, { onEvent: progress.onEngineEvent, signal }));
  progress.setResources(result.resources);
  context.outputs = parseOutputs(StackOutputs, result.outputs);
}
