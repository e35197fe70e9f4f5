import { createInventory } from "@freehold/clouds";
import { kindOfItem } from "@freehold/model";
import { readTenantLedger } from "../../db/tenant-ledgers.ts";
import type { JobContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";
import { expectedResourcesOf } from "./tenant-stack.ts";

/**
 * Switches the tenant's machine on when a change that failed has left it off. Clouds change a type only of a machine that is off, and not
 * every official plugin switches it on again when they refuse: Hetzner's returns with the error. One that was off before the operation, as
 * the ledger has it, stays off, unless the operation was to put that right.
 */
export async function switchOnAgain(context: JobContext): Promise<void> {
  const { app, operation, progress, tenant } = context;
  const expected = await expectedResourcesOf(context);
  // A slot is no machine: its host is others' too.
  const machines = expected.filter((item) => kindOfItem(item).role === "machine");
  if (machines.length === 0) return;
  const { drift } = await readTenantLedger(app.db.em(), tenant.id);
  const wasOff = (id: string): boolean =>
    operation.params?.heal === undefined &&
    drift.some((item) => item.id === id && item.differences.some(({ field }) => field === "power"));
  const { inventory } = await operationTarget(context, tenant);
  for (const machine of machines.filter(({ id }) => !wasOff(id))) {
    const access = inventory.find(({ cloud }) => cloud === machine.cloud);
    if (access === undefined) continue;
    const clouds = createInventory(access);
    if ((await clouds.find(machine))?.facts.power !== "off") continue;
    const message = `${machine.type} ${machine.name} was left off by the change that failed, and is switched on again`;
    progress.onEngineEvent({ kind: "log", level: "warning", message });
    await clouds.powerOn(machine);
  }
}
