import { randomBytes } from "node:crypto";
import { FreeholdError, isSpecialUse, type TenantDomain } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import { claimDomain, domainsOfTenant, findDomain, provenDomain } from "../../db/tenant-domains.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { domainView } from "./domain-view.ts";

/**
 * Claims a domain for a tenant. The answer says which record proves the claim; nothing is served under the domain before.
 *
 * @throws FreeholdError `not_found`, `invalid_request` for a name in a zone of the service, `domain_taken` when another tenant has
 * proven it
 */
export async function addDomain(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  domain: string,
): Promise<TenantDomain> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  return context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, id);
    if (["destroying", "destroyed"].includes(tenant.status)) throw gone(tenant.name, tenant.status);
    await writeClaim(em, context, id, domain);
    const row = await findDomain(em, id, domain);
    if (row === null) throw new Error(`the claim of ${domain} for tenant ${id} was written and is not there`);
    return domainView(context, tenant, row);
  });
}

/** A tenant's domains, oldest first. @throws FreeholdError `not_found` */
export async function readDomains(context: AppContext, caller: Caller, idOrName: string): Promise<TenantDomain[]> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  const rows = await domainsOfTenant(context.db.em(), tenant.id);
  return rows.map((row) => domainView(context, tenant, row));
}

/** Writes the claim of a domain, also of one that comes with a signup. @throws FreeholdError as {@link addDomain} */
export async function writeClaim(em: Em, context: AppContext, tenantId: string, domain: string): Promise<void> {
  assertNotOfTheService(context, domain);
  assertSomebodys(context, domain);
  const proven = await provenDomain(em, domain);
  if (proven !== null && proven.tenantId !== tenantId) throw domainTaken(domain);
  await claimDomain(em, tenantId, domain, `freehold-verify=${randomBytes(24).toString("base64url")}`);
}

/** @throws FreeholdError `invalid_request` for a name in a zone of the service */
export function assertNotOfTheService({ clouds }: Pick<AppContext, "clouds">, domain: string): void {
  const zone = clouds.zones.find(({ name }) => domain === name || domain.endsWith(`.${name}`));
  if (zone !== undefined) throw ofTheService(domain, zone.name);
}

/** The sandbox asks no authority, and its names are of this kind. @throws FreeholdError `invalid_request` */
function assertSomebodys({ clouds }: Pick<AppContext, "clouds">, domain: string): void {
  if (clouds.kind === "sandbox" || !isSpecialUse(domain)) return;
  throw new FreeholdError("invalid_request", `no authority gives a certificate for ${domain}: nobody can own it`, {
    errors: [{ pointer: "/domain", detail: `must be a domain that somebody can register, got "${domain}"` }],
    nextStep: "name a domain of the customer's own",
  });
}

/** The failure of a claim when another tenant has proven that the domain is its own. */
export function domainTaken(domain: string): FreeholdError {
  return new FreeholdError("domain_taken", `another tenant has proven that ${domain} is its own`, {
    errors: [{ pointer: "/domain", detail: `must be a domain that no other tenant has proven, got "${domain}"` }],
    nextStep: "choose another domain, or have it removed from the tenant that has it",
  });
}

function ofTheService(domain: string, zone: string): FreeholdError {
  return new FreeholdError("invalid_request", `${domain} is in the zone ${zone}, which is the service's own`, {
    errors: [{ pointer: "/domain", detail: `must not be in a zone of the service, got "${domain}" in ${zone}` }],
    nextStep: "name a domain of the customer's own; names in the service's zones are the tenants' names",
  });
}

function gone(name: string, status: string): FreeholdError {
  return new FreeholdError("illegal_transition", `tenant "${name}" is ${status}: it takes no domain`, {
    nextStep: "name a tenant that lives",
  });
}
