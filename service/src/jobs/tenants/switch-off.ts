import { createInventory } from "@freehold/clouds";
import type { RunRequest } from "@freehold/engine";
import { kindOfItem } from "@freehold/model";
import type { JobContext } from "../runner/context.ts";
import { expectedResourcesOf } from "./tenant-stack.ts";

/**
 * Switches the tenant's machine off before anything of it is removed: the engine takes its names away first, because they were made from
 * its address, and a machine that runs must not be without its name, however a destroy ends.
 */
export async function switchOff(context: JobContext, { inventory }: Pick<RunRequest, "inventory">): Promise<void> {
  const { progress, signal } = context;
  const expectedResources = await expectedResourcesOf(context);
  // A slot is no machine: its host is others' too.
  const machines = expectedResources.filter((item) => kindOfItem(item).role === "machine");
  for (const machine of machines) {
    signal.throwIfAborted();
    const access = inventory?.clouds.find(({ cloud }) => cloud === machine.cloud);
    if (access === undefined) continue;
    progress.onEngineEvent({ kind: "log", level: "info", message: `${machine.type} ${machine.name} is switched off` });
    await createInventory(access).powerOff(machine);
  }
}
