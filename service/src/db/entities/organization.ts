import type { Tier } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A customer of the SaaS. A removed one stays for the sake of what it had. */
export const OrganizationRow = defineEntity({
  name: "OrganizationRow",
  tableName: "organizations",
  properties: {
    id: p.text().primary(),
    name: p.text(),
    tier: p.text().$type<Tier>(),
    /** In place of the tier's limit. */
    maxTenants: p.integer().strictNullable(),
    maxMachines: p.integer().strictNullable(),
    createdAt: p.datetime(),
    removedAt: p.datetime().strictNullable(),
  },
});
export type OrganizationRow = InferEntity<typeof OrganizationRow>;
