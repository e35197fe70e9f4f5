import { hostname } from "node:os";
import { FreeholdError } from "@freehold/model";
import type { RunHooks, RunRequest, RunResult } from "./contract.ts";
import type { EngineWorld } from "./engine-world.ts";
import { assertUnprotected } from "./protection.ts";
import { verifyNothingLeft } from "./recovery/verify-nothing-left.ts";
import { qualifiedName, type StackRef } from "./stack-ref.ts";
import { supervise } from "./supervise.ts";

const NOTHING_DONE: RunResult = {
  outputs: {},
  secrets: [],
  resources: [],
  changes: {},
  expectedResources: [],
  drift: [],
};

/** Carries one operation out, from the stack's first file to the clouds' word that nothing is left. */
export async function runOperation(
  world: EngineWorld,
  ref: StackRef,
  request: RunRequest,
  hooks: RunHooks,
): Promise<RunResult> {
  await assertRecovered(world, ref);
  const existed = await world.store.exists(ref);
  if (request.action === "destroy" && existed) assertUnprotected(ref, await world.store.read(ref, request.passphrase));
  const builds = request.action === "up" || request.action === "preview";
  // What was never built is destroyed already; a resumed destroy comes here when it had ended before the crash.
  const result = existed || builds ? await runOnRunner(world, ref, request, existed, hooks) : NOTHING_DONE;

  if (request.action === "preview" && !existed) await world.store.remove(ref, request.passphrase);
  if (request.action === "destroy" && request.inventory !== undefined) {
    await verifyNothingLeft(request.inventory, world.inventoryDelayMs, hooks.onEvent);
  }
  return result;
}

/** Carries out what takes an engine process. A stack that is not there is made, and stays. */
export async function runOnRunner(
  world: EngineWorld,
  ref: StackRef,
  request: RunRequest,
  existed: boolean,
  hooks: RunHooks,
): Promise<RunResult> {
  const prepared = existed ? "ready" : await world.store.prepare(ref);
  const { module } = world.programs.find(request.program);
  const { operationId, action, config } = request;
  return world.lendRunner(ref, request.passphrase, async (runner, order) => {
    const { pid, startTime, mark } = runner;
    await world.records.write(ref, { operationId, pid, pgid: pid, startTime, host: hostname(), mark });
    try {
      return await supervise(
        runner,
        { ...order, action, module, config, initialise: prepared === "needs_init" },
        hooks,
        world.limits,
      );
    } finally {
      // The record of a runner that was lost stays: the recovery concludes from it that the lock left behind is ours.
      if (runner.isAlive()) await world.records.remove(ref, operationId);
    }
  });
}

/** The engine would make a second server beside one whose creation was cut off, and report success. */
export async function assertRecovered(world: EngineWorld, ref: StackRef): Promise<void> {
  const [interrupted] = await world.records.list(ref);
  if (interrupted === undefined) return;
  throw new FreeholdError("stack_locked", `operation ${interrupted.operationId} of ${qualifiedName(ref)} was cut off`);
}
