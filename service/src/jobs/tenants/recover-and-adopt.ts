import type { AdoptionReport, StateOnlyResource } from "@freehold/engine";
import { FreeholdError } from "@freehold/model";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import { readStateOnlyResources } from "../../db/tenant-ledgers.ts";
import { type JobContext, mayBeBehind } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { assertOrphanAdopted } from "./adopted-orphan.ts";
import { tenantRecovery, tenantRun, tenantStack } from "./tenant-stack.ts";

/**
 * Makes the stack of a living tenant fit for the steps that follow, when an earlier try, worker or update may have been cut off in it, it
 * comes from a backup, or its state is to be recreated. What was ordered without an answer is taken into the state: a tenant that lives may
 * need it already, and the update would order it again.
 */
export const recoverAndAdopt: Step<JobContext> = {
  name: "recover",
  // Nothing to undo: the state is truer than before.
  async run(context) {
    const { engine, operation, tenant } = context;
    const { rebuild, adopt } = operation.params ?? {};
    // An update that failed for good may have left the state behind what is there.
    const mayLack = mayBeBehind(context) || tenant.failure !== null || rebuild !== undefined || adopt !== undefined;
    if (!mayLack) return;
    const { unowned: items } = await engine.recover(await tenantRecovery(context, "update"));
    const stateOnlyResources = rebuild === undefined ? [] : await readStateOnly(context);
    if (items.length > 0 || stateOnlyResources.length > 0) await adoptAll(context, items, stateOnlyResources);
    if (adopt !== undefined) await assertOrphanAdopted(context, adopt);
  },
};

/** @throws FreeholdError `state_lost` when neither the state nor the database has what was generated for the tenant */
async function readStateOnly({ app, engine, tenant }: JobContext): Promise<readonly StateOnlyResource[]> {
  const kept = await readStateOnlyResources(app.db.em(), tenant.id);
  if (kept !== null) return kept;
  const inState = await engine.stateOnlyResources(tenantStack(tenant), openTenantPassphrase(app.envelope, tenant));
  if (inState.length > 0) return inState;
  throw new FreeholdError(
    "state_lost",
    `the keys and passwords of tenant "${tenant.name}" were in its state only, and the state is gone: it was last changed by a version that did not keep them`,
    { nextStep: "restore the state from a backup; without one the tenant can only be destroyed and signed up again" },
  );
}

async function adoptAll(
  context: JobContext,
  items: AdoptionReport["left"],
  stateOnlyResources: readonly StateOnlyResource[],
): Promise<void> {
  const { engine, operation, progress, signal } = context;
  // What was approved to be lost is not protected until the update has replaced it.
  const run = await tenantRun(context, "up", { protect: operation.approved.length === 0 });
  const { adopted, left } = await engine.adopt(
    { ...run, items, stateOnlyResources },
    { onEvent: progress.onEngineEvent, signal },
  );
  const say = (level: "info" | "warning", message: string) => progress.onEngineEvent({ kind: "log", level, message });
  if (adopted.length > 0) say("info", `adopted what was there already: ${named(adopted.map(({ item }) => item))}`);
  if (left.length > 0) say("warning", `left alone, because the tenant's stack makes no such thing: ${named(left)}`);
}

function named(items: AdoptionReport["left"]): string {
  return items.map(({ type, name, id }) => `${type} ${name} (${id})`).join(", ");
}
