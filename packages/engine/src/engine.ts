import { hostname } from "node:os";
import { adoptItems } from "./adoption/adopt-items.ts";
import type { Engine, EngineOptions, StackTarget } from "./contract.ts";
import { createEngineWorld } from "./engine-world.ts";
import { createExclusive } from "./exclusive.ts";
import { expectedResourcesOf } from "./expected-resources.ts";
import { forgetResources } from "./forget-resources.ts";
import { unprotect } from "./protection.ts";
import { askClouds } from "./recovery/ask-clouds.ts";
import { recoverStack } from "./recovery/recover-stack.ts";
import { removeStack } from "./remove-stack.ts";
import { runOperation } from "./run-operation.ts";
import { qualifiedName, type StackRef, stackRef } from "./stack-ref.ts";
import { stackOutputs } from "./state/deployment.ts";
import { stateOnlyResourcesOf } from "./state/state-only-resources.ts";

/**
 * Makes an engine: its folders, its first warm runner, its state backend.
 *
 * @throws FreeholdError `engine_missing` when the Pulumi engine is not there or has another version than the SDK
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const world = await createEngineWorld(options);
  const stacks = createExclusive();
  const closing = new AbortController();
  const refOf = ({ program, stack, backendUrl }: StackTarget) =>
    stackRef(world.programs.find(program).project, stack, backendUrl);
  const alone = <T>(ref: StackRef, work: () => Promise<T>) => stacks.run(qualifiedName(ref), work);

  return {
    async run(request, hooks) {
      const ref = refOf(request);
      const signal = hooks.signal === undefined ? closing.signal : AbortSignal.any([hooks.signal, closing.signal]);
      return alone(ref, () => runOperation(world, ref, request, { ...hooks, signal }));
    },
    async recover(request) {
      const ref = refOf(request);
      return alone(ref, () => recoverStack(ref, request, { ...world, host: hostname() }));
    },
    async forget(request) {
      const ref = refOf(request);
      return alone(ref, () => forgetResources(ref, request, world));
    },
    async adopt(request, hooks) {
      const ref = refOf(request);
      const signal = hooks.signal === undefined ? closing.signal : AbortSignal.any([hooks.signal, closing.signal]);
      return alone(ref, () => adoptItems(world, ref, request, { ...hooks, signal }));
    },
    async unprotect(target, passphrase, before) {
      const ref = refOf(target);
      return alone(ref, () => unprotect(ref, passphrase, before, world));
    },
    stateOnlyResources: async (target, passphrase) =>
      stateOnlyResourcesOf(await world.store.read(refOf(target), passphrase)),
    async removeStack(target, passphrase, options) {
      const ref = refOf(target);
      return alone(ref, () => removeStack(world.store, ref, passphrase, options));
    },
    expectedResources: async (target, passphrase) =>
      expectedResourcesOf(await world.store.read(refOf(target), passphrase)),
    outputsInState: async (target, passphrase) => stackOutputs(await world.store.read(refOf(target), passphrase)),
    stackExists: async (target) => world.store.exists(refOf(target)),
    list: askClouds,
    async close() {
      closing.abort();
      await stacks.settled();
      await world.pool.close();
    },
  };
}
