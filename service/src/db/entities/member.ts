import type { MemberRole } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A person who acts for an organization. */
export const MemberRow = defineEntity({
  name: "MemberRow",
  tableName: "members",
  properties: {
    id: p.text().primary(),
    organization: p.text(),
    name: p.text(),
    /** In lower case. */
    email: p.text(),
    role: p.text().$type<MemberRole>(),
    createdAt: p.datetime(),
    removedAt: p.datetime().strictNullable(),
  },
});
export type MemberRow = InferEntity<typeof MemberRow>;
