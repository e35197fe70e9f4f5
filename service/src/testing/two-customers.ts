import type { Permission } from "@freehold/model";
import { insertAccount } from "../db/accounts.ts";
import { insertApproval } from "../db/approvals.ts";
import type { CloudAccountRow } from "../db/entities/cloud-account.ts";
import { noteOrphan } from "../db/orphans.ts";
import { insertWebhook } from "../db/webhooks.ts";
import { type Customer, makeCustomer } from "./customer.ts";
import type { World } from "./world.ts";

/** A customer who asks, with a key of every kind, and one whose things must not be found. */
export interface TwoCustomers {
  asking: Customer;
  keys: readonly AskingKey[];
  other: Customer;
  /** Ids and names of what the other one has, by the collection in whose paths they stand; `/v1/tenants/{idOrName}`: `tenants`. */
  theirs: Readonly<Record<string, readonly string[]>>;
  /** What the asking customer has of those collections that hold others. */
  own: Readonly<Record<string, string>>;
}

export interface AskingKey {
  kind: string;
  key: string;
  /** What is sent besides. */
  headers: Record<string, string>;
}

/** Scopes of a key for reading alone. */
const READING: readonly Permission[] = ["tenants:read", "members:read", "organization:read", "offer:read"];

export async function makeTwoCustomers(world: World): Promise<TwoCustomers> {
  const asking = await makeCustomer(world, "asking-corp");
  const other = await makeCustomer(world, "other-corp");
  const own = await asking.tenant("asking-tenant", { domain: "app.asking-corp.example.com" });
  return {
    asking,
    keys: await keysOf(world, asking),
    other,
    theirs: await thingsOf(world, other),
    own: { tenants: own.tenant.id, webhooks: await giveWebhook(world, asking) },
  };
}

async function keysOf(world: World, customer: Customer): Promise<AskingKey[]> {
  const member = async (role: "viewer" | "member" | "admin"): Promise<AskingKey> => ({
    ...{ kind: role, headers: {} },
    key: (await customer.member(role)).key,
  });
  return [
    await member("viewer"),
    await member("member"),
    await member("admin"),
    { kind: "owner", key: customer.key, headers: {} },
    { kind: "scoped", key: (await customer.issueKey({ scopes: [...READING] })).key, headers: {} },
    {
      kind: "operator acting for it",
      key: world.service.adminKey,
      headers: { "Freehold-Organization": customer.name },
    },
  ];
}

async function thingsOf(world: World, customer: Customer): Promise<TwoCustomers["theirs"]> {
  const domain = "app.other-corp.example.com";
  const { tenant, operation } = await customer.tenant("other-tenant", { domain });
  const account = await giveAccount(world, customer);
  const member = await customer.member("member", "secret-member@other-corp.example.com");
  const key = await customer.issueKey({ name: "key-of-other-corp" });
  const hook = { body: { url: "https://hooks.other-corp.example.com/" } };
  const { body: webhook } = await customer.request<{ id: string }>("POST", "/v1/webhooks", hook);
  return {
    tenants: [tenant.id, tenant.name],
    domains: [domain],
    operations: [operation.id],
    approvals: [await giveApproval(world, customer, { tenantId: tenant.id, operationId: operation.id })],
    credentials: [account],
    budgets: [account],
    organizations: [customer.id, customer.name],
    members: [member.id, customer.ownerId],
    "api-keys": [key.id],
    webhooks: [webhook.id],
    events: await eventsOf(world, customer),
    orphans: [await leaveOrphan(world, customer, tenant.id)],
  };
}

/** As if the operation had been refused for want of it. */
async function giveApproval(
  world: World,
  { id: organization }: Customer,
  about: { tenantId: string; operationId: string },
): Promise<string> {
  const id = world.service.app.newId("ap");
  const given = { changes: [], reason: "marked by other-corp", givenBy: "k1", tokenHash: "none" };
  await insertApproval(world.service.db.em(), { id, organization, ...about, ...given }, 900);
  return id;
}

/** As if it had been made by `POST /v1/webhooks`, which would look its address up. */
async function giveWebhook(world: World, { id: organization, name }: Customer): Promise<string> {
  const { envelope, now, newId } = world.service.app;
  const id = newId("k");
  await insertWebhook(world.service.db.em(), {
    ...{ id, organization, url: `https://${name}.example.com/hook`, events: ["*"], enabled: false },
    ...{ secretSealed: envelope.seal("x", id), createdAt: now() },
  });
  return id;
}

/** As if a sweep had found it. */
async function leaveOrphan(world: World, { id: organization, name }: Customer, tenantId: string): Promise<string> {
  const id = world.service.app.newId("or");
  const where = { kind: "orphan", place: "hetzner", cloud: "hetzner", type: "server", itemId: "1" } as const;
  await noteOrphan(world.service.db.em(), {
    ...{ id, ...where, name: `server-of-${name}`, tenantId, organization, facts: {}, cost: null },
  });
  return id;
}

/** What was announced to a customer. */
async function eventsOf(world: World, { id }: Customer): Promise<string[]> {
  const rows = await world.service.db
    .em()
    .execute<{ id: string }[]>("select id from announced_events where organization = ?", [id]);
  return rows.map((row) => row.id);
}

/** As if it had been given by `POST /v1/credentials`, which would ask the cloud. */
async function giveAccount(world: World, { id: organization, name }: Customer): Promise<string> {
  const { envelope, now, newId } = world.service.app;
  const id = newId("cr");
  const row: CloudAccountRow = {
    ...{ id, organization, cloud: "hetzner", source: "credential", name: `account-of-${name}`, stack: id },
    ...{
      status: "absent",
      passphraseSealed: envelope.seal("x", id),
      secretSealed: null,
      fingerprint: id,
      hint: "abcd",
    },
    ...{ identity: null, policy: null, maxTenants: null, maxServers: null, callsPerHour: null, quotas: {} },
    ...{ checkedAt: now(), verifiedAt: now(), rejection: null, removalRequestedAt: null, removalForgets: false },
    ...{ removedAt: null, leaseOwner: null, leaseUntil: null, createdAt: now() },
  };
  await insertAccount(world.service.db.em(), row);
  return id;
}
