import type { Approval } from "@freehold/model";
import type { ApprovalRow } from "../../db/entities/approval.ts";

/** An approval as the API shows it: without its token. */
export function approvalView(row: ApprovalRow): Approval {
  const { id, operationId, tenantId, changes, reason, givenBy } = row;
  return {
    ...{ id, operationId, tenantId, changes, reason, givenBy },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
  };
}
