import { z } from "zod";
import { DomainName } from "./domain-name.ts";
import { Operation } from "./operation.ts";

/**
 * `pending`: claimed, not proven. `verified`: proven, not served yet. `active`: the tenant's machine serves it.
 */
export const DOMAIN_STATUSES = ["pending", "verified", "active"] as const;
export const DomainStatus = z.enum(DOMAIN_STATUSES);
export type DomainStatus = z.infer<typeof DomainStatus>;

/** A record that the owner of a domain makes. */
export const RequiredDnsRecord = z.object({ name: z.string(), type: z.string(), value: z.string() });
export type RequiredDnsRecord = z.infer<typeof RequiredDnsRecord>;

/** A domain of the customer's own, as the API shows it. */
export const TenantDomain = z.object({
  domain: DomainName,
  status: DomainStatus,
  reason: z.string().nullable().describe("Why it is not further; null when nothing is missing"),
  proof: RequiredDnsRecord.describe("Proves that the domain is the customer's"),
  targets: z
    .array(RequiredDnsRecord)
    .describe(
      "One of them leads the domain to the tenant: the addresses, or the CNAME. Empty while the tenant has no machine",
    ),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});
export type TenantDomain = z.infer<typeof TenantDomain>;

/** A domain after a change, with the operation that carries it to the machine; null when there is none to carry. */
export const DomainChange = z.object({ domain: TenantDomain.nullable(), operation: Operation.nullable() });
export type DomainChange = z.infer<typeof DomainChange>;
