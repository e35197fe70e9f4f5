import type { RunRequest } from "@freehold/engine";
import { StackOutputs } from "@freehold/model";
import type { JobContext } from "../runner/context.ts";
import { parseOutputs } from "../runner/parse-outputs.ts";

/**
 * Brings the tenant's stack up, and keeps in the context what it gives.
 *
 * @throws FreeholdError as the engine, and `engine_failed` for outputs that break the contract
 */
export async function bringUpStack(context: JobContext, request: RunRequest): Promise<void> {
  const { engine, progress, signal } = context;
  const result = await engine.run(request, { onEvent: progress.onEngineEvent, signal });
  progress.setResources(result.resources);
  context.expectedResources = result.expectedResources;
  context.outputs = parseOutputs(StackOutputs, result.outputs);
}
