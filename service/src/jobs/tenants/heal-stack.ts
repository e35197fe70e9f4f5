import { createInventory } from "@freehold/clouds";
import type { ResourceDrift } from "@freehold/engine";
import { kindOfItem, type PlannedChange } from "@freehold/model";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import { holdsData } from "../../app/tenants/holds-data.ts";
import { readTenantLedger } from "../../db/tenant-ledgers.ts";
import type { JobContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";
import type { Step } from "../runner/step.ts";
import { assertApproved, reportPlan } from "./approval.ts";
import { tenantRun, tenantStack } from "./tenant-stack.ts";

/**
 * Puts right what differs at the clouds, before the stack is brought up: machines are switched on, and the state learns what is there,
 * so that the next `up` recreates what is gone and changes back what was changed. Does nothing for an ordinary update.
 */
export const healStack: Step<JobContext> = {
  name: "heal-stack",
  // Nothing to undo: the state is truer than before.
  async run(context) {
    if (context.operation.params?.heal === undefined) return;
    const { engine, progress, signal } = context;
    await switchOn(context);
    const run = await tenantRun(context, "up");
    const hooks = { onEvent: progress.onEngineEvent, signal };
    const { drift } = await engine.run({ ...run, action: "detect" }, hooks);
    const lost = drift.filter(({ type, meaning }) => meaning === "gone" && holdsData(type));
    if (lost.length > 0) await giveUp(context, lost);
    await engine.run({ ...run, action: "refresh" }, hooks);
  },
};

/**
 * Lets the state forget machines and volumes that are gone, when their loss is approved: the next update recreates them. What was on a
 * machine goes with it, for the new one may have the same address, and nothing else would distinguish the two.
 */
async function giveUp(context: JobContext, lost: readonly ResourceDrift[]): Promise<void> {
  const { app, engine, tenant } = context;
  const recreated = lost.map(({ urn, type, name, inputs }): PlannedChange => {
    return { urn, type, name, op: "create", because: [], inputs };
  });
  assertApproved(context, await reportPlan(context, recreated));
  const passphrase = openTenantPassphrase(app.envelope, tenant);
  await engine.forget({ ...tenantStack(tenant), passphrase, urns: lost.map(({ urn }) => urn) });
}

async function switchOn(context: JobContext): Promise<void> {
  const { app, tenant } = context;
  const { drift } = await readTenantLedger(app.db.em(), tenant.id);
  const off = drift.filter(({ differences }) => differences.some(({ field }) => field === "power"));
  if (off.length === 0) return;
  const { inventory } = await operationTarget(context, tenant);
  for (const { cloud, type, id, name } of off) {
    const access = inventory.find((each) => each.cloud === cloud);
    if (access !== undefined) await createInventory(access).powerOn({ ...kindOfItem({ cloud, type }).item, id, name });
  }
}
