import { FreeholdError, type OperationPlan } from "@freehold/model";
import { assertAllowed } from "../../app/operations/policy-verdict.ts";
import { holdsData } from "../../app/tenants/holds-data.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { assertApproved, reportPlan } from "./approval.ts";
import { tenantRun } from "./tenant-stack.ts";

/**
 * Before a tenant that lives is changed: the engine foresees what would happen, the policies judge it, and what would lose a machine or a
 * data volume needs an approval. Nothing is changed when it does not pass.
 */
export const gate: Step<JobContext> = {
  name: "gate",
  async run(context) {
    const { engine, operation, signal } = context;
    const { plan: changes = [] } = await engine.run(await tenantRun(context, "preview"), { onEvent: () => {}, signal });
    const plan = await reportPlan(context, changes);
    if (operation.params?.rebuild !== undefined) assertKeepsData(plan);
    assertAllowed(plan.findings);
    assertApproved(context, plan);
  },
};

/** Whether the operation refused to begin, or could not be understood: the tenant is as it was. */
export function isRefusedByGate({ code }: { code: string }): boolean {
  return ["approval_required", "policy_denied", "not_adoptable", "disk_cannot_shrink", "invalid_request"].includes(
    code,
  );
}

/** A state that was recreated has everything that is there: what it lacks now is gone, or was not found. */
function assertKeepsData({ changes }: OperationPlan): void {
  const against = changes.filter(({ type, op }) => op !== "update" && holdsData(type));
  if (against.length === 0) return;
  const what = against.map(({ op, name }) => `${op} ${name}`).join(", ");
  throw new FreeholdError(
    "drift_found",
    `the tenant is not brought up on the state that was recreated: it would ${what}, and with that its data`,
    { nextStep: "bring back what is gone at its cloud, or destroy the tenant and sign it up again" },
  );
}
