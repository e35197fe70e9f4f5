import { createInventory, type ObservedItem } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import { openTenantPassphrase } from "../app/sealed.ts";
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

/** What was done on a machine and must be done again on a new one. */
const ON_THE_MACHINE = ["command:remote:"];

/**
 * Puts right what differs at the clouds, before the stack is brought up: machines are switched on, and the state learns what is there,
 * so that the next `up` makes anew what is gone and changes back what was changed. Does nothing for an ordinary update.
 */
export const healStack: Step<JobContext> = {
  name: "heal-stack",
  // Nothing to undo: the state is truer than before.
  async run(context) {
    const heal = context.operation.params?.heal;
    if (heal === undefined) return;
    const { engine, progress, signal } = context;
    if (isResumed(context)) await engine.recover(await tenantRecovery(context, "update"));
    await switchOn(context);
    const run = await tenantRun(context, "up");
    const before = await engine.holdings(run, run.passphrase);
    const { holdings } = await engine.run({ ...run, action: "refresh" }, { onEvent: progress.onEngineEvent, signal });
    if (machinesIn(before).length > machinesIn(holdings).length) {
      if (!heal.rebuild) throw needsDecision("its machine is gone");
      await forgetMachine(context);
    }
    await assertKeepsData(context, heal.rebuild);
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

async function forgetMachine({ app, engine, tenant }: JobContext): Promise<void> {
  const passphrase = openTenantPassphrase(app.envelope, tenant);
  await engine.forget({ program: "tenant", stack: tenant.id, passphrase, types: ON_THE_MACHINE });
}

/** @throws FreeholdError `drift_found` when to bring the stack up would delete or replace a machine or a volume */
async function assertKeepsData(context: JobContext, mayMake: boolean): Promise<void> {
  const { engine, signal } = context;
  const against: string[] = [];
  const forbidden = mayMake ? ["replace", "delete"] : ["replace", "delete", "create"];
  await engine.run(
    { ...(await tenantRun(context, "up")), action: "preview" },
    {
      signal,
      onEvent(event) {
        if (event.kind !== "resource" || !forbidden.includes(event.op)) return;
        if (HOLDS_DATA.some((type) => event.type.startsWith(type))) against.push(`${event.op} ${event.name}`);
      },
    },
  );
  if (against.length > 0) throw needsDecision(`it would ${[...new Set(against)].join(", ")}`);
}

function machinesIn(holdings: readonly ObservedItem[]): ObservedItem[] {
  return holdings.filter(({ type }) => ["server", "droplet", "qemu"].includes(type));
}

function needsDecision(why: string): FreeholdError {
  return new FreeholdError("drift_found", `the tenant is not healed by itself: ${why}, and with that its data`, {
    nextStep: "set FREEHOLD_HEAL to rebuild to have machines that are gone made anew, or destroy the tenant",
  });
}
