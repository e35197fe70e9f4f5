import { createInventory } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import { readTenantLedger } from "../db/tenant-ledgers.ts";
import { isResumed, type JobContext } from "./context.ts";
import { operationTarget } from "./operation-target.ts";
import type { Step } from "./step.ts";
import { tenantRecovery, tenantRun } from "./tenant-stack.ts";

/** Machines and data volumes, by their types' beginnings: with one of them its data goes. */
const HOLDS_DATA = [
  ...["hcloud:index/server:", "hcloud:index/volume:", "digitalocean:index/droplet:", "digitalocean:index/volume:"],
  ...["proxmoxve:index/vm", "docker:index/volume:"],
];

/**
 * Puts right what differs at the clouds, before the stack is brought up: machines are switched on, and the state learns what is there,
 * so that the next `up` makes anew what is gone and changes back what was changed. Does nothing for an ordinary update.
 */
export const healStack: Step<JobContext> = {
  name: "heal-stack",
  // Nothing to undo: the state is truer than before.
  async run(context) {
    if (context.operation.params?.heal === undefined) return;
    const { engine, progress, signal } = context;
    if (isResumed(context)) await engine.recover(await tenantRecovery(context, "update"));
    await switchOn(context);
    const run = await tenantRun(context, "up");
    const hooks = { onEvent: progress.onEngineEvent, signal };
    // Before the state learns it: what is not in the state any more is made anew by the next update.
    const { drift } = await engine.run({ ...run, action: "detect" }, hooks);
    const lost = drift.filter(({ type, meaning }) => meaning === "gone" && holdsData(type));
    if (lost.length > 0) throw needsDecision(`${lost.map(({ name }) => name).join(", ")} is gone`);
    await engine.run({ ...run, action: "refresh" }, hooks);
    await assertKeepsData(context);
  },
};

async function switchOn(context: JobContext): Promise<void> {
  const { app, tenant } = context;
  const { drift } = await readTenantLedger(app.db.em(), tenant.id);
  const off = drift.filter(({ differences }) => differences.some(({ field }) => field === "power"));
  if (off.length === 0) return;
  const { inventory } = await operationTarget(context, tenant);
  for (const { cloud, type, id, name } of off) {
    const access = inventory.find((each) => each.cloud === cloud);
    if (access !== undefined) await createInventory(access).powerOn({ cloud: access.cloud, type, id, name });
  }
}

/** @throws FreeholdError `drift_found` when to bring the stack up would delete or replace a machine or a volume */
async function assertKeepsData(context: JobContext): Promise<void> {
  const { engine, signal } = context;
  const against: string[] = [];
  await engine.run(
    { ...(await tenantRun(context, "up")), action: "preview" },
    {
      signal,
      onEvent(event) {
        if (event.kind !== "resource" || !["replace", "delete", "create"].includes(event.op)) return;
        if (holdsData(event.type)) against.push(`${event.op} ${event.name}`);
      },
    },
  );
  if (against.length > 0) throw needsDecision(`it would ${[...new Set(against)].join(", ")}`);
}

function holdsData(token: string): boolean {
  return HOLDS_DATA.some((type) => token.startsWith(type));
}

function needsDecision(why: string): FreeholdError {
  return new FreeholdError("drift_found", `the tenant is not healed by itself: ${why}, and with that its data`, {
    nextStep: "bring back what is gone at its cloud, or destroy the tenant and sign it up again",
  });
}
