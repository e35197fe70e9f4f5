export type { AuditClient, AuditPage, ListAuditOptions } from "./audit.ts";
export { createClient, type FreeholdClient, type FreeholdClientOptions, type Signup } from "./client.ts";
export type { CredentialPatch, CredentialsClient, NewCredential } from "./credentials.ts";
export type { FollowOptions } from "./follow.ts";
export type { HostAccepted, HostPatch, HostRemoved, HostsClient, NewHost, OrderedHost } from "./hosts.ts";
export type { LedgerClient } from "./ledger.ts";
export type { NewOrganization, OnceOptions, OrganizationsClient } from "./organizations.ts";
export { createProgressView, type ProgressView } from "./progress-view.ts";
export type { Accepted, ListTenantsOptions, Region, TenantPage, TenantPreview } from "./types.ts";
