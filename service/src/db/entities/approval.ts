import type { Approval } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** Somebody's word that a tenant may lose something, once and for a while; of its token only the SHA-256 is stored. */
export const ApprovalRow = defineEntity({
  name: "ApprovalRow",
  tableName: "approvals",
  properties: {
    id: p.text().primary(),
    organization: p.text(),
    tenantId: p.text(),
    operationId: p.text(),
    changes: p.json<Approval["changes"]>(),
    reason: p.text(),
    /** Id of the API key. */
    givenBy: p.text(),
    tokenHash: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().strictNullable(),
  },
});
export type ApprovalRow = InferEntity<typeof ApprovalRow>;
