import { randomBytes } from "node:crypto";
import { type Approval, type ApprovalRequest, FreeholdError } from "@freehold/model";
import { hashToken } from "../../crypto/token-hash.ts";
import { insertApproval } from "../../db/approvals.ts";
import { recordAudit } from "../../db/audit.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { approvalView } from "./approval-view.ts";
import { operationRowOf } from "./read-operations.ts";

/** An approval with what applies it; shown this once. */
export interface ApprovalGiven {
  approval: Approval;
  token: string;
}

/**
 * Approves what an operation would have lost, for a while and once.
 *
 * @throws FreeholdError `not_found`, and `illegal_transition` for an operation that was not refused for want of an approval
 */
export async function approveOperation(
  context: AppContext,
  caller: Caller,
  operationId: string,
  { reason, expiresInSec }: ApprovalRequest,
): Promise<ApprovalGiven> {
  const { tenantId, failure, plan, organization } = await operationRowOf(context, caller, operationId);
  if (tenantId === null || plan === null || failure?.code !== "approval_required") throw notRefused(operationId);
  const token = `fha_${randomBytes(32).toString("base64url")}`;
  return context.db.transaction(async (em) => {
    // The tenant's end ends its approvals, and must not pass one by.
    if ((await lockTenant(em, tenantId)).status === "destroyed") throw notRefused(operationId);
    const id = context.newId("ap");
    const changes = plan.needsApproval;
    const row = { id, organization, tenantId, operationId, changes, reason, givenBy: caller.keyId };
    const approval = await insertApproval(em, { ...row, tokenHash: hashToken(token) }, expiresInSec);
    await recordAudit(em, {
      ...{ organization, actor: caller.keyId, action: "approve", subject: tenantId },
      detail: { approval: id, operation: operationId, reason, changes: changes.map(({ op, name }) => `${op} ${name}`) },
    });
    return { approval: approvalView(approval), token };
  });
}

function notRefused(operationId: string): FreeholdError {
  return new FreeholdError("illegal_transition", `operation ${operationId} does not wait for an approval`, {
    nextStep: "approve an operation that ended with the code approval_required, of a tenant that lives",
  });
}
