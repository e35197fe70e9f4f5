import { FreeholdError, type Placement, type Quotas } from "@freehold/model";
import type { OrganizationRow } from "../../db/entities/organization.ts";
import type { Em } from "../../db/kernel/em.ts";
import { lockOrganization, type OrganizationUse, useOfOrganization } from "../../db/organizations.ts";
import { quotasOf } from "../access/read-organizations.ts";
import { isSlot } from "../hosts/choose-host.ts";

/**
 * Makes sure that an organization may have one tenant more. The tenant must be written in the same transaction: until that ends
 * nobody else counts.
 *
 * @throws FreeholdError `quota_exceeded` that says how much there is and who can raise it
 */
export async function assertQuota(em: Em, organization: string, placement: Placement): Promise<void> {
  const row = await lockOrganization(em, organization);
  const exceeded = exceededQuota(quotasOf(row), await useOfOrganization(em, organization), placement);
  if (exceeded !== undefined) throw refusal(row, exceeded);
}

/** What a tenant more would be too much of. */
interface Exceeded {
  kind: keyof Quotas;
  limit: number;
  used: number;
}

function exceededQuota(quotas: Quotas, use: OrganizationUse, placement: Placement): Exceeded | undefined {
  const needed = isSlot(placement) ? (["tenants"] as const) : (["tenants", "machines"] as const);
  return needed
    .map((kind) => ({ kind, limit: quotas[kind] ?? Number.POSITIVE_INFINITY, used: use[kind] }))
    .find(({ limit, used }) => used >= limit);
}

function refusal({ name, tier }: OrganizationRow, { kind, limit, used }: Exceeded): FreeholdError {
  return new FreeholdError(
    "quota_exceeded",
    `organization "${name}" (tier ${tier}) may have ${limit} ${kind} and has ${used}`,
    {
      nextStep: `destroy a tenant that is not needed, or ask the operator for more: PATCH /v1/organizations/${name} with another \`tier\` or \`quotas.${kind}\``,
    },
  );
}
