import { sql, UniqueConstraintViolationException } from "@mikro-orm/core";
import { TenantDomainRow } from "./entities/tenant-domain.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import { OF_ALL } from "./kernel/scope.ts";

/** Notes a claim unless the tenant has it already. */
export async function claimDomain(em: Em, tenantId: string, domain: string, token: string): Promise<void> {
  await change(
    em,
    `insert into tenant_domains (tenant_id, domain, token, status) values (?, ?, ?, 'pending')
     on conflict (tenant_id, domain) do nothing`,
    [tenantId, domain, token],
  );
}

export async function domainsOfTenant(em: Em, tenantId: string): Promise<TenantDomainRow[]> {
  return em.find(TenantDomainRow, { tenantId }, { ...FRESH, orderBy: { createdAt: "asc", domain: "asc" } });
}

export async function findDomain(em: Em, tenantId: string, domain: string): Promise<TenantDomainRow | null> {
  return em.findOne(TenantDomainRow, { tenantId, domain }, FRESH);
}

/** The claim that is proven, whoever's it is. */
export async function provenDomain(em: Em, domain: string): Promise<TenantDomainRow | null> {
  return em.findOne(TenantDomainRow, { domain, status: { $ne: "pending" } }, { ...FRESH, ...OF_ALL });
}

/**
 * Changes a claim. False when another tenant has proven the domain meanwhile; the transaction must then be rolled back.
 */
export async function changeDomain(
  em: Em,
  { tenantId, domain }: Pick<TenantDomainRow, "tenantId" | "domain">,
  changes: Pick<TenantDomainRow, "status" | "reason">,
): Promise<boolean> {
  try {
    await em.nativeUpdate(TenantDomainRow, { tenantId, domain }, { ...changes, changedAt: sql.now() });
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}

export async function dropDomain(em: Em, tenantId: string, domain: string): Promise<void> {
  await em.nativeDelete(TenantDomainRow, { tenantId, domain });
}

/** Frees all domains of a tenant. */
export async function dropDomainsOf(em: Em, tenantId: string): Promise<void> {
  await em.nativeDelete(TenantDomainRow, { tenantId });
}
