import { canonicalAddress, type RequiredDnsRecord, type TenantDomain } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { TenantDomainRow } from "../../db/entities/tenant-domain.ts";
import type { AppContext } from "../context.ts";
import { openOutputs } from "../secrets/sealed.ts";

/** Name of the TXT record that proves a domain. */
export function proofName(domain: string): string {
  return `_freehold.${domain}`;
}

/** Addresses of the tenant's machine, IPv6 in its one spelling: clouds have several. None while there is no machine. */
export function machineAddresses({ envelope }: AppContext, tenant: TenantRow): string[] {
  const machine = openOutputs(envelope, tenant)?.machine;
  const { ipv4, ipv6 } = machine ?? {};
  return [ipv4, ipv6].flatMap((address) => (address ? [canonicalAddress(address) ?? address] : []));
}

/** A domain as the API shows it, with the records that its owner has to make. */
export function domainView(context: AppContext, tenant: TenantRow, row: TenantDomainRow): TenantDomain {
  const { domain, status, reason, token, createdAt, changedAt } = row;
  return {
    domain,
    status,
    reason,
    proof: { name: proofName(domain), type: "TXT", value: token },
    targets: targetsOf(domain, tenant, machineAddresses(context, tenant)),
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}

function targetsOf(name: string, tenant: TenantRow, addresses: readonly string[]): RequiredDnsRecord[] {
  if (addresses.length === 0) return [];
  const records = addresses.map((value) => ({ name, type: value.includes(":") ? "AAAA" : "A", value }));
  return [...records, { name, type: "CNAME", value: `${tenant.name}.${tenant.zone}` }];
}
