import type { DomainStatus } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A domain that a tenant claims. Nobody else's claim counts once it is proven. */
export const TenantDomainRow = defineEntity({
  name: "TenantDomainRow",
  tableName: "tenant_domains",
  properties: {
    tenantId: p.text().primary(),
    domain: p.text().primary(),
    /** What the owner of the domain has to publish; random, so that it proves nothing about another tenant. */
    token: p.text(),
    status: p.text().$type<DomainStatus>(),
    /** Why it is not further. */
    reason: p.text().strictNullable(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type TenantDomainRow = InferEntity<typeof TenantDomainRow>;
