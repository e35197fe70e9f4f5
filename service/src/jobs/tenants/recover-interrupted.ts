import { type JobContext, mayBeBehind } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { tenantRecovery } from "./tenant-stack.ts";

/** Makes the stack of a living tenant fit for the steps that follow, when an earlier try or worker may have been cut off in it, or it comes from a backup. */
export const recoverInterrupted: Step<JobContext> = {
  name: "recover",
  async run(context) {
    if (mayBeBehind(context)) await context.engine.recover(await tenantRecovery(context, "update"));
  },
};
