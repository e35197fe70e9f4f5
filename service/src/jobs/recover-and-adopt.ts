import type { AdoptionReport } from "@freehold/engine";
import { type JobContext, mayBeBehind } from "./context.ts";
import type { Step } from "./step.ts";
import { tenantRecovery, tenantRun } from "./tenant-stack.ts";

/**
 * Makes the stack of a living tenant fit for the steps that follow, when an earlier try, worker or update may have been cut off in it, or it
 * comes from a backup. What was ordered without an answer is taken into the state: a tenant that lives may need it already, and the update
 * would order it again.
 */
export const recoverAndAdopt: Step<JobContext> = {
  name: "recover",
  // Nothing to undo: the state is truer than before.
  async run(context) {
    const { engine, tenant } = context;
    // An update that failed for good may have left the state behind what is there.
    if (!mayBeBehind(context) && tenant.failure === null) return;
    const { unowned: items } = await engine.recover(await tenantRecovery(context, "update"));
    if (items.length > 0) tell(context, await adopt(context, items));
  },
};

async function adopt(context: JobContext, items: AdoptionReport["left"]): Promise<AdoptionReport> {
  const { engine, progress, signal } = context;
  const run = await tenantRun(context, "up");
  return engine.adopt({ ...run, items }, { onEvent: progress.onEngineEvent, signal });
}

function tell({ progress }: JobContext, { adopted, left }: AdoptionReport): void {
  const names = (items: AdoptionReport["left"]) =>
    items.map(({ type, name, id }) => `${type} ${name} (${id})`).join(", ");
  const say = (level: "info" | "warning", message: string) => progress.onEngineEvent({ kind: "log", level, message });
  if (adopted.length > 0) say("info", `adopted what was there already: ${names(adopted.map(({ item }) => item))}`);
  if (left.length > 0) say("warning", `left alone, because the tenant's stack makes no such thing: ${names(left)}`);
}
