import { createInventory } from "@freehold/clouds";
import { FreeholdError, type OperationPlan } from "@freehold/model";
import { holdsData } from "../app/holds-data.ts";
import { readTenantLedger } from "../db/tenant-ledgers.ts";
import type { JobContext } from "./context.ts";
import { operationTarget } from "./operation-target.ts";
import type { Step } from "./step.ts";
import { tenantRun } from "./tenant-stack.ts";

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
    await switchOn(context);
    const run = await tenantRun(context, "up");
    const hooks = { onEvent: progress.onEngineEvent, signal };
    // Before the state learns it: what is not in the state any more is made anew by the next update.
    const { drift } = await engine.run({ ...run, action: "detect" }, hooks);
    const lost = drift.filter(({ type, meaning }) => meaning === "gone" && holdsData(type));
    if (lost.length > 0)
      throw needsDecision("is not healed by itself", `${lost.map(({ name }) => name).join(", ")} is gone`);
    await engine.run({ ...run, action: "refresh" }, hooks);
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

/** @param refusal What the tenant is not @throws FreeholdError `drift_found` when to bring the stack up would make, replace or delete a machine or a volume */
export function assertKeepsData({ changes }: OperationPlan, refusal: string): void {
  const against = changes.filter(({ type, op }) => op !== "update" && holdsData(type));
  if (against.length > 0)
    throw needsDecision(refusal, `it would ${against.map(({ op, name }) => `${op} ${name}`).join(", ")}`);
}

function needsDecision(refusal: string, why: string): FreeholdError {
  return new FreeholdError("drift_found", `the tenant ${refusal}: ${why}, and with that its data`, {
    nextStep: "bring back what is gone at its cloud, or destroy the tenant and sign it up again",
  });
}
