import { ApprovalRow } from "./entities/approval.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

export type NewApproval = Omit<ApprovalRow, "createdAt" | "expiresAt" | "usedAt">;

/** @param lifeSec Seconds until it ends, by the database's clock. */
export async function insertApproval(em: Em, row: NewApproval, lifeSec: number): Promise<ApprovalRow> {
  await change(
    em,
    `insert into approvals (id, organization, tenant_id, operation_id, changes, reason, given_by, token_hash, expires_at)
     values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, now() + ? * interval '1 second')`,
    [
      ...[row.id, row.organization, row.tenantId, row.operationId, JSON.stringify(row.changes)],
      ...[row.reason, row.givenBy, row.tokenHash, lifeSec],
    ],
  );
  return em.findOneOrFail(ApprovalRow, { id: row.id }, FRESH);
}

export async function findApproval(em: Em, organization: string, id: string): Promise<ApprovalRow | null> {
  return em.findOne(ApprovalRow, { organization, id }, FRESH);
}

/** Newest first. */
export async function listApprovals(em: Em, organization: string, limit: number): Promise<ApprovalRow[]> {
  return em.find(ApprovalRow, { organization }, { ...FRESH, orderBy: { createdAt: "desc", id: "desc" }, limit });
}

/** Uses an approval, once. False when it was used or has ended. */
export async function useApproval(em: Em, id: string): Promise<boolean> {
  const used = await change(
    em,
    "update approvals set used_at = now() where id = ? and used_at is null and expires_at > now()",
    [id],
  );
  return used === 1;
}

/** Ends the approvals of a tenant that were not used: what they were given for is no more. */
export async function endApprovalsOf(em: Em, tenantId: string): Promise<void> {
  await change(em, "update approvals set expires_at = now() where tenant_id = ? and used_at is null", [tenantId]);
}
