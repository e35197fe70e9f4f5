import { DomainChange, TenantDomain } from "@freehold/model";
import type { Http } from "./http.ts";

/** Domains of the customers' own. */
export interface DomainsClient {
  /** Claims a domain; `proof` of the answer is the record that proves it. */
  addDomain(tenant: string, domain: string): Promise<TenantDomain>;
  listDomains(tenant: string): Promise<TenantDomain[]>;
  /** Looks how far a domain is; `operation` is the update that serves it, when it is far enough. */
  verifyDomain(tenant: string, domain: string): Promise<DomainChange>;
  removeDomain(tenant: string, domain: string): Promise<DomainChange>;
}

export function createDomainsClient(http: Http): DomainsClient {
  const path = (tenant: string, domain?: string): string =>
    `/v1/tenants/${encodeURIComponent(tenant)}/domains${domain === undefined ? "" : `/${encodeURIComponent(domain)}`}`;
  return {
    addDomain: (tenant, domain) => http.call("POST", path(tenant), TenantDomain, { body: { domain } }),
    listDomains: (tenant) => http.all(path(tenant), TenantDomain),
    verifyDomain: (tenant, domain) => http.call("POST", `${path(tenant, domain)}/verify`, DomainChange),
    removeDomain: (tenant, domain) => http.call("DELETE", path(tenant, domain), DomainChange),
  };
}
