import { FreeholdError } from "@freehold/model";
import { hashToken, sameHash } from "../../crypto/token-hash.ts";
import { findKeyOfAny } from "../../db/api-keys.ts";
import { findApproval, useApproval } from "../../db/approvals.ts";
import type { ApprovalRow } from "../../db/entities/approval.ts";
import { operationById } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import { personOf } from "../access/person-of.ts";
import type { AppContext, Caller } from "../context.ts";
import { openSettingsAsked } from "../secrets/sealed.ts";
import { type OperationAccepted, operationView, tenantView } from "../tenants/views.ts";
import { mayUpdate, requestOperation } from "./request-operation.ts";

/**
 * Restarts the refused operation, this time with the approval. What it would lose beyond that is refused again. Unless the operator has it
 * otherwise, who gave the approval does not apply it.
 *
 * @throws FreeholdError `not_found`, `approval_invalid` for a wrong, used or ended token, `forbidden` for who gave it, `illegal_transition` while the tenant cannot be updated
 */
export async function applyApproval(
  context: AppContext,
  caller: Caller,
  id: string,
  token: string,
): Promise<OperationAccepted> {
  const approval = await approvalOf(context, caller, id);
  if (!sameHash(approval.tokenHash, hashToken(token))) throw invalid("the token is not this approval's");
  await assertAnother(context, caller, approval);
  const accepted = await context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, approval.tenantId);
    if (!mayUpdate(tenant)) throw notNow(tenant.name, tenant.status);
    if (!(await useApproval(em, id))) throw invalid(endOf(approval));
    const refused = await operationById(em, approval.operationId);
    const { kind, params } = refused;
    const settings = openSettingsAsked(context.envelope, refused);
    const work = { kind, approved: approval.changes, settings, ...(params !== null && { params }) };
    const operation = await requestOperation(em, context, tenant, work);
    return { tenant: tenantView(tenant), operation: operationView(operation) };
  });
  context.queue.wake();
  return accepted;
}

async function approvalOf(context: AppContext, { organization }: Caller, id: string): Promise<ApprovalRow> {
  const row = await findApproval(context.db.em(), organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no approval has the id "${id}"`, {
    nextStep: "list them with GET /v1/approvals",
  });
}

async function assertAnother(context: AppContext, caller: Caller, { givenBy }: ApprovalRow): Promise<void> {
  if (context.oneMayApproveAndApply) return;
  const key = await findKeyOfAny(context.db.em(), givenBy);
  const giver = key === null ? givenBy : personOf(key);
  if (giver !== caller.person) return;
  throw new FreeholdError(
    "forbidden",
    "who approves what an operation loses does not apply the approval: it takes two",
    {
      nextStep:
        "have another member apply it; where one person may do both, the operator sets FREEHOLD_POLICY_APPROVAL=one-person",
    },
  );
}

function endOf({ usedAt, expiresAt }: ApprovalRow): string {
  return usedAt === null ? `it ended at ${expiresAt.toISOString()}` : `it was used at ${usedAt.toISOString()}`;
}

function invalid(why: string): FreeholdError {
  return new FreeholdError("approval_invalid", `the approval cannot be applied: ${why}`, {
    nextStep: "approve the operation again with POST /v1/operations/{id}/approvals and apply the new token",
  });
}

function notNow(name: string, status: string): FreeholdError {
  return new FreeholdError("illegal_transition", `tenant "${name}" is ${status} and cannot be changed now`, {
    nextStep: "wait until it is active, then apply the approval",
  });
}
