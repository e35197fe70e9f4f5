const AT = "2026-05-01T12:00:00.000Z";
const PLACEMENT = { cloud: "hetzner", region: "fsn1", size: "small", mode: "dedicated" };
const TENANT_ID = "t0123456789abcde";
const OPERATION_ID = "op0123456789abcde";

const TENANT = {
  ...{ id: TENANT_ID, name: "acme", status: "active", template: "supabase", templateVersion: "0.7.0" },
  placement: { ...PLACEMENT, machineType: "cx23" },
  requested: { ...PLACEMENT, fallback: "none" },
  ...{
    accountId: "hetzner",
    hostId: null,
    protected: false,
    databaseAllowedFrom: [],
    warnings: [],
    domain: null,
    failure: null,
    waiting: null,
  },
  url: "https://acme.tenants.example.com",
  conditions: { drift: { status: "ok", since: AT, reason: null } },
  builtBy: { freehold: "0.1.0", engine: "3.250.0", at: AT },
  ...{ createdAt: AT, updatedAt: AT },
};

const OPERATION = {
  ...{ id: OPERATION_ID, tenantId: TENANT_ID, hostId: null, kind: "create", status: "running" },
  ...{
    stage: "allocate",
    percent: 12,
    resources: [{ type: "hcloud:index/server:Server", name: "acme-machine-server" }],
  },
  stages: [
    { name: "initialise", startedAt: AT, ms: 840 },
    { name: "allocate", startedAt: AT, ms: null },
  ],
  ...{ failure: null, notice: null, waiting: null, plan: null, queuePosition: null, retries: [], retryAt: null },
  ...{ createdAt: AT, startedAt: AT, endedAt: null, ms: null },
};

/** One example for each schema that is worth one, by the schema's name in the description. What they say of a schema is checked by it. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  TenantSpec: { name: "acme", template: "supabase", placement: PLACEMENT, settings: { disableSignup: true } },
  Tenant: TENANT,
  Operation: OPERATION,
  Accepted: { tenant: { ...TENANT, status: "provisioning", url: null, builtBy: null }, operation: OPERATION },
  Placement: PLACEMENT,
  Problem: {
    type: "urn:freehold:problem:tenant_name_taken",
    title: "Tenant name taken",
    status: 409,
    code: "tenant_name_taken",
    detail: 'a tenant named "acme" already lives in tenants.example.com',
    errors: [
      { pointer: "/name", detail: 'must be unique in tenants.example.com, got "acme", which a live tenant has' },
    ],
    nextStep: "choose another name",
    requestId: "b6f6a1f2-8c57-4bb2-9a0e-5f1f0d6d9a11",
  },
  ApprovalRequest: { reason: "the machine was deleted by mistake", expiresInSec: 900 },
  CredentialSpec: { cloud: "hetzner", name: "our project", access: { token: "…" }, maxTenants: 20 },
  CredentialChanges: { policy: { templates: "all", otherwise: "platform" }, maxTenants: null },
  OrganizationSpec: { name: "acme-corp", tier: "basic", owner: { name: "Ada", email: "ada@acme.example" } },
  OrganizationChanges: { tier: "pro", quotas: { tenants: 80 } },
  MemberSpec: { name: "Grace", email: "grace@acme.example", role: "admin" },
  MemberChanges: { role: "viewer" },
  ApiKeySpec: { name: "ci", role: "member", scopes: ["tenants:read", "offer:read"] },
  ApiKeyChanges: { expiresAt: "2027-01-01T00:00:00.000Z" },
  WebhookSpec: { url: "https://hooks.acme.example/freehold", events: ["operation.failed", "tenant.drifted"] },
  WebhookChanges: { enabled: false },
  WebhookMessage: {
    id: "evt0123456789abcdef0123456789abcdef",
    type: "operation.failed",
    timestamp: AT,
    organization: "acme-corp",
    subject: OPERATION_ID,
    data: { operationId: OPERATION_ID, kind: "create", status: "failed", tenantId: TENANT_ID, hostId: null },
  },
  TenantChanges: { settings: { disableSignup: true, siteUrl: null }, protected: true },
  HostDeath: { name: "rack1" },
  HostChanges: { draining: true },
  RegisterHostBody: {
    ...{ name: "rack1", region: "local", address: "192.0.2.7", capacity: { slots: 10, memoryGib: 64, cores: null } },
    ssh: { user: "freehold", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\n…", hostKey: "ssh-ed25519 AAAA" },
  },
  ApplyApprovalBody: { token: "fha_…" },
  AddDomainBody: { domain: "app.acme.example" },
  ForgetTenantBody: { reason: "the account at the cloud was closed" },
  RedeliverWebhookBody: { event: "evt0123456789abcdef0123456789abcdef" },
};
