import type {
  Credential,
  Host,
  IssuedApiKey,
  IssuedWebhook,
  Member,
  Operation,
  OperationEvent,
  Organization,
  TemplateOffer,
  Tenant,
  WebhookDelivery,
} from "@freehold/model";
import type { DestroyAccepted } from "../types.ts";

const AT = "2026-05-01T12:00:00.000Z";

export const TENANT: Tenant = {
  id: "t0123456789abcde",
  name: "acme",
  status: "active",
  template: "supabase",
  templateVersion: "0.7.0",
  placement: { cloud: "hetzner", region: "fsn1", size: "small", mode: "dedicated", machineType: "cx23" },
  requested: { cloud: "hetzner", region: "fsn1", size: "small", mode: "dedicated", fallback: "none" },
  warnings: [],
  accountId: "hetzner",
  hostId: null,
  domain: null,
  url: "https://acme.example.com",
  failure: null,
  protected: false,
  databaseAllowedFrom: [],
  waiting: null,
  conditions: {},
  builtBy: { freehold: "0.1.0", engine: "3.250.0", at: AT },
  createdAt: AT,
  updatedAt: AT,
};

export const OPERATION: Operation = {
  id: "op0123456789abcde",
  tenantId: TENANT.id,
  hostId: null,
  kind: "create",
  status: "succeeded",
  stage: "complete",
  percent: 100,
  stages: [{ name: "initialise", startedAt: AT, ms: 5 }],
  resources: [],
  failure: null,
  notice: null,
  queuePosition: null,
  retries: [],
  retryAt: null,
  waiting: null,
  plan: null,
  createdAt: AT,
  startedAt: AT,
  endedAt: AT,
  ms: 1500,
};

/** The answer to a destroy. */
export const DESTROYED: DestroyAccepted = {
  ...{ tenant: TENANT, operation: OPERATION },
  goes: [{ kind: "server", name: "fh-t1", at: "hetzner" }],
  kept: [{ what: "the audit log", why: "it stays" }],
};

export const CREDENTIAL: Credential = {
  id: "cr0123456789abcde",
  cloud: "hetzner",
  name: "our project",
  owner: "organization",
  source: "credential",
  status: "verified",
  rejection: null,
  verifiedAt: AT,
  fingerprint: "0123456789abcdef",
  hint: "k3y5",
  policy: { templates: "all", otherwise: "refuse" },
  maxTenants: 20,
  maxServers: null,
  callsPerHour: null,
  quotas: { servers: 25 },
  tenants: 3,
  createdAt: AT,
};

export const HOST: Host = {
  id: "h0123456789abcde",
  name: "rack1",
  status: "ready",
  cloud: "docker",
  region: "local",
  address: "192.0.2.7",
  edge: false,
  ssh: { host: "192.0.2.7", port: 22, user: "freehold", hostKey: "ssh-ed25519 AAAA" },
  hostctlVersion: "1.1.0",
  capacity: { slots: 10, memoryGib: 64, cores: null },
  limitStorage: true,
  used: { slots: 3, memoryGib: 12, cores: 6 },
  health: {
    ...{ checkedAt: AT, answeredAt: AT, failedChecks: 0, failure: null, trouble: null, troubleSince: null },
    ...{ heldBack: false, deadSince: null, declaredDeadBy: null },
  },
  order: null,
  createdAt: AT,
};

export const ORGANIZATION: Organization = {
  id: "org0123456789abc",
  name: "acme-corp",
  tier: "basic",
  quotas: { tenants: { limit: 5, used: 2 }, machines: { limit: null, used: 1 } },
  createdAt: AT,
};

export const MEMBER: Member = { id: "m1", name: "Ada", email: "ada@acme.example", role: "admin", createdAt: AT };

export const API_KEY: IssuedApiKey = {
  ...{ id: "k1", name: "ci", status: "active", role: "member", memberId: null, permissions: ["tenants:read"] },
  ...{ hint: "k3y5", createdAt: AT, expiresAt: null, lastUsedAt: null, key: "fh_shown-once" },
};

export const WEBHOOK: IssuedWebhook = {
  ...{ id: "w1", url: "https://hooks.acme.example/", events: ["operation.failed"], enabled: true, createdAt: AT },
  secret: "whsec_shown-once",
};

export const DELIVERY: WebhookDelivery = {
  ...{ eventId: "ev1", type: "operation.failed", subject: OPERATION.id, status: "dead", attempts: 9 },
  ...{ responseStatus: null, failure: "no answer within 10 seconds", lastAttemptAt: AT, nextAttemptAt: null },
  createdAt: AT,
};

export const TEMPLATE: TemplateOffer = {
  ...{ name: "notes", title: "Notes", description: "keeps notes", available: true },
  ...{ versions: ["1.0", "1.1"], defaultVersion: "1.1", resources: { memoryGib: 1 }, modes: ["dedicated", "shared"] },
  ports: [],
  settings: [],
};

/** An operation's events, from the first to `done`. */
export const EVENTS: OperationEvent[] = [
  { kind: "stage", seq: 1, at: AT, stage: "initialise", percent: 0 },
  { kind: "stage", seq: 2, at: AT, stage: "allocate", percent: 5 },
  { kind: "log", seq: 3, at: AT, level: "info", message: "hello" },
  { kind: "done", seq: 4, at: AT, status: "succeeded", percent: 100 },
];

/** Events as the service sends them. */
export function asStream(events: readonly OperationEvent[]): string {
  return events.map((event) => `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}
