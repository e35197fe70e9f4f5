import {
  type Cloud,
  Operation,
  type OperationEvent,
  StackOutputs,
  Tenant,
  type TenantChanges,
  type TenantSpec,
} from "@freehold/model";
import type { z } from "zod";
import { type ApprovalsClient, createApprovalsClient } from "./approvals.ts";
import { type AuditClient, createAuditClient } from "./audit.ts";
import { type CredentialsClient, createCredentialsClient } from "./credentials.ts";
import { createDatabaseClient, type DatabaseClient } from "./database.ts";
import { createDomainsClient, type DomainsClient } from "./domains.ts";
import { type FollowOptions, follow } from "./follow.ts";
import { createHostsClient, type HostsClient } from "./hosts.ts";
import { createHttp, type HttpOptions } from "./http.ts";
import { createLedgerClient, type LedgerClient } from "./ledger.ts";
import { createMasterKeysClient, type MasterKeysClient } from "./master-keys.ts";
import { createOrganizationsClient, type OrganizationsClient } from "./organizations.ts";
import { createTemplatesClient, type TemplatesClient } from "./templates.ts";
import {
  Accepted,
  ChangePreview,
  DestroyAccepted,
  type ListTenantsOptions,
  type Region,
  RegionList,
  TenantChanged,
  TenantPage,
  TenantPreview,
} from "./types.ts";
import { createWebhooksClient, type WebhooksClient } from "./webhooks.ts";

/** What a signup asks for; the placement's mode may be left out. */
export type Signup = z.input<typeof TenantSpec>;

export type FreeholdClientOptions = HttpOptions;

/**
 * The service's API. Every method throws a `FreeholdError` with the problem's code, its fields and its next step;
 * `service_unavailable` when nothing answers.
 */
export interface FreeholdClient
  extends ApprovalsClient,
    AuditClient,
    CredentialsClient,
    DatabaseClient,
    DomainsClient,
    HostsClient,
    LedgerClient,
    MasterKeysClient,
    OrganizationsClient,
    TemplatesClient,
    WebhooksClient {
  /** @param options `idempotencyKey`: the same key with the same signup gets the same tenant for 24 hours */
  createTenant(signup: Signup, options?: { idempotencyKey?: string }): Promise<Accepted>;
  previewTenant(signup: Signup): Promise<TenantPreview>;
  listTenants(options?: ListTenantsOptions): Promise<TenantPage>;
  getTenant(idOrName: string): Promise<Tenant>;
  /** `tenant_protected` for one that must be unprotected first. The answer says what goes and what is kept. */
  deleteTenant(idOrName: string): Promise<DestroyAccepted>;
  /** What is left out stays. */
  changeTenant(idOrName: string, changes: z.input<typeof TenantChanges>): Promise<Tenant>;
  /** What is left out stays, null takes a setting back to its default. They are the tenant's when the operation has succeeded. */
  changeSettings(idOrName: string, settings: NonNullable<TenantChanges["settings"]>): Promise<TenantChanged>;
  /** What a change would come to, and when each setting acts; changes nothing. */
  previewChange(idOrName: string, changes: z.input<typeof TenantChanges>): Promise<ChangePreview>;
  /** Tries at once what would be tried later: a creation that waits for a machine, a move off a dead host. */
  retryTenant(idOrName: string): Promise<Accepted>;
  /** Restarts the services on the tenant's machine; what that writes is among the operation's events. */
  restartTenant(idOrName: string): Promise<Accepted>;
  /** @param options `reveal`: secret values instead of `***` */
  getOutputs(idOrName: string, options?: { reveal?: boolean }): Promise<StackOutputs>;
  listRegions(cloud: Cloud): Promise<Region[]>;
  listOperations(idOrName: string): Promise<Operation[]>;
  getOperation(id: string): Promise<Operation>;
  cancelOperation(id: string): Promise<Operation>;
  /** The operation's events as they happen, up to and including `done`; reconnects by itself. */
  followOperation(id: string, options?: FollowOptions): AsyncIterable<OperationEvent>;
  /** Waits for the end of an operation. */
  waitForOperation(id: string, options?: FollowOptions): Promise<Operation>;
}

export function createClient(options: FreeholdClientOptions): FreeholdClient {
  const http = createHttp(options);
  const getOperation = (id: string) => http.call("GET", `/v1/operations/${encodeURIComponent(id)}`, Operation);
  return {
    ...createApprovalsClient(http),
    ...createAuditClient(http),
    ...createCredentialsClient(http),
    ...createDatabaseClient(options),
    ...createDomainsClient(http),
    ...createHostsClient(http),
    ...createLedgerClient(http),
    ...createMasterKeysClient(http),
    ...createOrganizationsClient(http),
    ...createTemplatesClient(http),
    ...createWebhooksClient(http),
    createTenant: (signup, { idempotencyKey } = {}) =>
      http.call("POST", "/v1/tenants", Accepted, {
        body: signup,
        ...(idempotencyKey !== undefined && { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    previewTenant: (signup) => http.call("POST", "/v1/tenants/preview", TenantPreview, { body: signup }),
    listTenants: (query = {}) => http.call("GET", "/v1/tenants", TenantPage, { query: { ...query } }),
    getTenant: (idOrName) => http.call("GET", tenantPath(idOrName), Tenant),
    deleteTenant: (idOrName) => http.call("DELETE", tenantPath(idOrName), DestroyAccepted),
    changeTenant: (idOrName, changes) => http.call("PATCH", tenantPath(idOrName), Tenant, { body: changes }),
    changeSettings: (idOrName, settings) =>
      http.call("PATCH", tenantPath(idOrName), TenantChanged, { body: { settings } }),
    previewChange: (idOrName, changes) =>
      http.call("POST", `${tenantPath(idOrName)}/preview`, ChangePreview, { body: changes }),
    retryTenant: (idOrName) => http.call("POST", `${tenantPath(idOrName)}/retry`, Accepted),
    restartTenant: (idOrName) => http.call("POST", `${tenantPath(idOrName)}/restart`, Accepted),
    getOutputs: (idOrName, { reveal } = {}) =>
      http.call("GET", `${tenantPath(idOrName)}/outputs`, StackOutputs, { query: { reveal } }),
    listRegions: async (cloud) => (await http.call("GET", `/v1/clouds/${cloud}/regions`, RegionList)).items,
    listOperations: (idOrName) => http.all(`${tenantPath(idOrName)}/operations`, Operation),
    getOperation,
    cancelOperation: (id) => http.call("POST", `/v1/operations/${encodeURIComponent(id)}/cancel`, Operation),
    followOperation: (id, follower) => follow(http, id, follower),
    async waitForOperation(id, follower) {
      for await (const event of follow(http, id, follower)) if (event.kind === "done") break;
      return getOperation(id);
    },
  };
}

function tenantPath(idOrName: string): string {
  return `/v1/tenants/${encodeURIComponent(idOrName)}`;
}
