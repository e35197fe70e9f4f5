import { type Approval, FreeholdError, type OperationPlan, type PlannedChange } from "@freehold/model";
import { tenantPlan } from "../../app/tenants/tenant-plan.ts";
import { recordPlan } from "../../db/operations.ts";
import type { JobContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";

/** Judges what an operation would change, and keeps it with the operation for people to look at. */
export async function reportPlan(context: JobContext, changes: PlannedChange[]): Promise<OperationPlan> {
  const { app, lease, operation, tenant } = context;
  const target = await operationTarget(context, tenant);
  const plan = tenantPlan(app, { tenant, target, operation }, changes);
  await recordPlan(app.db.em(), lease, plan);
  return plan;
}

/** @throws FreeholdError `approval_required` when a plan would lose, or recreate without its data, what nobody approved */
export function assertApproved({ operation }: JobContext, { needsApproval }: OperationPlan): void {
  const unapproved = needsApproval.filter((change) => !isApproved(change, operation.approved));
  if (unapproved.length === 0) return;
  const what = unapproved.map(({ op, type, name }) => `${op} ${type} "${name}"`).join(", ");
  throw new FreeholdError("approval_required", `the operation would ${what}; nothing was changed`, {
    nextStep: `look at its plan with GET /v1/operations/${operation.id}; to go on, approve it with POST /v1/operations/${operation.id}/approvals and apply the approval`,
  });
}

function isApproved({ urn, op }: Pick<PlannedChange, "urn" | "op">, approved: Approval["changes"]): boolean {
  return approved.some((change) => change.urn === urn && change.op === op);
}
