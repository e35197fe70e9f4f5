import { type Approval, FreeholdError, type OperationPlan } from "@freehold/model";
import { assertAllowed } from "../app/policy-verdict.ts";
import { tenantPlan } from "../app/tenant-plan.ts";
import { recordPlan } from "../db/operations.ts";
import type { JobContext } from "./context.ts";
import { assertKeepsData } from "./heal-stack.ts";
import { operationTarget } from "./operation-target.ts";
import type { Step } from "./step.ts";
import { tenantRun } from "./tenant-stack.ts";

/**
 * Before a tenant that lives is changed: the engine foresees what would happen, the policies judge it, and what would lose a machine or a
 * data volume needs an approval. Nothing is changed when it does not pass.
 */
export const gate: Step<JobContext> = {
  name: "gate",
  async run(context) {
    const { app, engine, operation, tenant, signal } = context;
    const { plan: changes = [] } = await engine.run(await tenantRun(context, "preview"), { onEvent: () => {}, signal });
    const target = await operationTarget(context, tenant);
    const plan = tenantPlan(app, { tenant, target, kind: operation.kind }, changes);
    await recordPlan(app.db.em(), context.lease, plan);
    if (operation.params?.heal !== undefined) assertKeepsData(plan, "is not healed by itself");
    if (operation.params?.rebuild !== undefined)
      assertKeepsData(plan, "is not brought up on the state that was made anew");
    assertAllowed(plan.findings);
    const unapproved = notApproved(plan, operation.approved);
    if (unapproved.length > 0) throw approvalRequired(operation.id, unapproved);
  },
};

/** Whether the operation refused to begin: the tenant is as it was. */
export function isRefusedByGate({ code }: { code: string }): boolean {
  return ["approval_required", "policy_denied", "not_adoptable"].includes(code);
}

function notApproved({ needsApproval }: OperationPlan, approved: Approval["changes"]): OperationPlan["needsApproval"] {
  return needsApproval.filter((loss) => !approved.some(({ urn, op }) => urn === loss.urn && op === loss.op));
}

function approvalRequired(operationId: string, losses: OperationPlan["needsApproval"]): FreeholdError {
  const what = losses.map(({ op, type, name }) => `${op} ${type} "${name}"`).join(", ");
  return new FreeholdError("approval_required", `the operation would ${what}; nothing was changed`, {
    nextStep: `look at its plan with GET /v1/operations/${operationId}; to go on, approve it with POST /v1/operations/${operationId}/approvals and apply the approval`,
  });
}
