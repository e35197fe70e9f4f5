import { z } from "zod";
import { IssuedApiKey } from "./api-key.ts";
import { Member, MemberPerson } from "./member.ts";

/** What an organization has booked; it decides how much it may have. */
export const TIERS = ["free", "basic", "pro", "enterprise"] as const;
export const Tier = z.enum(TIERS);
export type Tier = z.infer<typeof Tier>;

/** What an organization may have. Null: no limit. */
export interface Quotas {
  /** Tenants that are not destroyed. */
  tenants: number | null;
  /** Those of them with a machine of their own. */
  machines: number | null;
}

/** What each tier may have, unless the operator sets it otherwise for an organization. */
export const TIER_QUOTAS: Readonly<Record<Tier, Quotas>> = {
  free: { tenants: 1, machines: 1 },
  basic: { tenants: 5, machines: 5 },
  pro: { tenants: 50, machines: 50 },
  enterprise: { tenants: null, machines: null },
};

export const OrganizationName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
    "must be 2 to 40 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
  );

const Limit = z.number().int().min(0).max(1_000_000).nullable();

/** Limits in place of the tier's. Null, or absent in a new organization: the tier's. */
const QuotaOverrides = z.strictObject({ tenants: Limit.optional(), machines: Limit.optional() });

/** An organization that is to be. */
export const OrganizationSpec = z.strictObject({
  name: OrganizationName,
  tier: Tier.default("free"),
  quotas: QuotaOverrides.optional().meta({ description: "Limits in place of the tier's" }),
  owner: MemberPerson.optional().meta({ description: "Its first member, who gets the role owner and an API key" }),
});
export type OrganizationSpec = z.infer<typeof OrganizationSpec>;

export const OrganizationChanges = z.strictObject({
  name: OrganizationName.optional(),
  tier: Tier.optional(),
  quotas: QuotaOverrides.optional().meta({ description: "Limits in place of the tier's; null: the tier's again" }),
});
export type OrganizationChanges = z.infer<typeof OrganizationChanges>;

/** How much of something an organization may have and has; `limit` null: as much as it likes. */
const Quota = z.object({ limit: z.number().int().nullable(), used: z.number().int() });

export const Organization = z.object({
  id: z.string(),
  name: OrganizationName,
  tier: Tier,
  quotas: z.object({ tenants: Quota, machines: Quota }),
  createdAt: z.iso.datetime(),
});
export type Organization = z.infer<typeof Organization>;

/** The answer to a new organization; the API key is shown this once. */
export const OrganizationCreated = z.object({
  organization: Organization,
  member: Member.nullable(),
  apiKey: IssuedApiKey.nullable(),
});
export type OrganizationCreated = z.infer<typeof OrganizationCreated>;
