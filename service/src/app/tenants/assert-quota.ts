import { FreeholdError, type Placement, type Quotas } from "@freehold/model";
import type { OrganizationRow } from "../../db/entities/organization.ts";
import type { Em } from "../../db/kernel/em.ts";
import { lockOrganization, type OrganizationUse, organizationOf, useOfOrganization } from "../../db/organizations.ts";
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
  const exceeded = countsOf(quotasOf(row), await useOfOrganization(em, organization), placement).find(isExceeded);
  if (exceeded !== undefined) throw refusal(row, exceeded);
}

/** What an organization may have, has, and whether there is room for one tenant more. */
export interface QuotaVerdict {
  allowed: boolean;
  /** What a tenant counts as; a null limit is none. */
  counts: { kind: keyof Quotas; limit: number | null; used: number }[];
  /** What a signup would be refused with. @default - it would not */
  refusal?: { code: "quota_exceeded"; detail: string; nextStep: string };
}

/** What {@link assertQuota} would say now: nobody is kept from counting meanwhile. */
export async function quotaVerdict(em: Em, organization: string, placement: Placement): Promise<QuotaVerdict> {
  const row = await organizationOf(em, organization);
  const counts = countsOf(quotasOf(row), await useOfOrganization(em, organization), placement);
  const exceeded = counts.find(isExceeded);
  if (exceeded === undefined) return { allowed: true, counts };
  const { message, nextStep = "" } = refusal(row, exceeded);
  return { allowed: false, counts, refusal: { code: "quota_exceeded", detail: message, nextStep } };
}

type Count = QuotaVerdict["counts"][number];
/** What a tenant more would be too much of. */
type Exceeded = Count & { limit: number };

function countsOf(quotas: Quotas, use: OrganizationUse, placement: Placement): Count[] {
  const needed = isSlot(placement) ? (["tenants"] as const) : (["tenants", "machines"] as const);
  return needed.map((kind) => ({ kind, limit: quotas[kind], used: use[kind] }));
}

function isExceeded(count: Count): count is Exceeded {
  return count.limit !== null && count.used >= count.limit;
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
