import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { recording } from "../testing/recording-client.ts";
import { runCommand as run } from "../testing/run-command.ts";
import { API_KEY, DELIVERY, MEMBER, ORGANIZATION, WEBHOOK } from "../testing/samples.ts";

test.each<[string, keyof FreeholdClient, unknown[]]>([
  [
    "organizations add acme-corp --tier basic --tenants 8 --owner-name Ada --owner-email ada@acme.example",
    "createOrganization",
    [{ name: "acme-corp", tier: "basic", quotas: { tenants: 8 }, owner: { name: "Ada", email: "ada@acme.example" } }],
  ],
  ["organizations add acme-corp", "createOrganization", [{ name: "acme-corp" }]],
  ["organizations get acme-corp", "getOrganization", ["acme-corp"]],
  [
    "organizations change acme-corp --name acme --machines none",
    "changeOrganization",
    ["acme-corp", { name: "acme", quotas: { machines: null } }],
  ],
  ["organizations remove acme-corp", "removeOrganization", ["acme-corp"]],
  [
    "members add Ada --email ada@acme.example --role admin",
    "createMember",
    [{ name: "Ada", email: "ada@acme.example", role: "admin" }],
  ],
  ["members get m1", "getMember", ["m1"]],
  ["members change m1 --role viewer", "changeMember", ["m1", { role: "viewer" }]],
  ["members remove m1", "removeMember", ["m1"]],
  [
    "api-keys add ci --role member --scopes tenants:read,offer:read --expires 2027-01-01T00:00:00Z",
    "createApiKey",
    [{ name: "ci", role: "member", scopes: ["tenants:read", "offer:read"], expiresAt: "2027-01-01T00:00:00Z" }],
  ],
  ["api-keys add hers --member m1", "createApiKey", [{ name: "hers", memberId: "m1" }]],
  ["api-keys get k1", "getApiKey", ["k1"]],
  ["api-keys change k1 --expires none", "changeApiKey", ["k1", { expiresAt: null }]],
  ["api-keys revoke k1", "revokeApiKey", ["k1"]],
  [
    "webhooks add https://hooks.acme.example/ --events operation.failed,tenant.drifted",
    "createWebhook",
    [{ url: "https://hooks.acme.example/", events: ["operation.failed", "tenant.drifted"] }],
  ],
  [
    "webhooks add https://hooks.acme.example/",
    "createWebhook",
    [{ url: "https://hooks.acme.example/", events: ["*"] }],
  ],
  ["webhooks get w1", "getWebhook", ["w1"]],
  ["webhooks change w1 --no-enabled", "changeWebhook", ["w1", { enabled: false }]],
  ["webhooks change w1 --events operation.failed", "changeWebhook", ["w1", { events: ["operation.failed"] }]],
  ["webhooks remove w1", "removeWebhook", ["w1"]],
  ["webhooks rotate w1", "rotateWebhookSecret", ["w1"]],
  ["webhooks redeliver w1", "redeliverWebhook", ["w1", undefined]],
  ["webhooks redeliver w1 --event ev1", "redeliverWebhook", ["w1", "ev1"]],
])("freehold %s asks the service for it and shows the answer", async (args, method, asked) => {
  const { client, calls } = recording(method, { ...ORGANIZATION, ...MEMBER, ...API_KEY, ...WEBHOOK, shown: "once" });

  const { out } = await run(`--json ${args}`, client);

  expect(calls).toEqual([asked]);
  expect(out).toContain("once");
});

test.each<[string, Partial<FreeholdClient>, string]>([
  [
    "organizations list",
    { listOrganizations: async () => [ORGANIZATION] },
    "org0123456789abc  acme-corp  basic  2 of 5   1",
  ],
  ["members list", { listMembers: async () => [MEMBER] }, "m1  Ada   ada@acme.example  admin"],
  ["api-keys list", { listApiKeys: async () => [API_KEY] }, "k1  ci    member  active  never      never    …k3y5"],
  [
    "webhooks list",
    { listWebhooks: async () => [WEBHOOK] },
    "w1  yes      operation.failed  https://hooks.acme.example/",
  ],
  [
    "webhooks deliveries w1 --status dead",
    { listWebhookDeliveries: async (_id, options) => (options?.status === "dead" ? [DELIVERY] : []) },
    "ev1    operation.failed  op0123456789abcde  dead    9      no answer within 10 seconds",
  ],
  [
    "master-keys list",
    { listMasterKeys: async () => [{ id: "0123abcd", current: true, sealed: 12 }] },
    "0123abcd  yes      12",
  ],
])("freehold %s is a table, and one line of JSON for programs", async (args, client, row) => {
  const shown = await run(args, client);
  const json = await run(`--json ${args}`, client);

  expect(shown.out.split("\n")[1]).toBe(row);
  expect(JSON.parse(json.out).items).toHaveLength(1);
});

test.each<[string, Partial<FreeholdClient>, string]>([
  [
    "organizations change acme-corp --tenants 5",
    { changeOrganization: async () => ORGANIZATION },
    "acme-corp (org0123456789abc), as it is now: basic, 5 tenants, any number of machines",
  ],
  ["members remove m1", { removeMember: async () => MEMBER }, "Ada <ada@acme.example> (m1), removed: admin"],
  ["api-keys revoke k1", { revokeApiKey: async () => API_KEY }, 'key "ci" (k1, …k3y5) is active'],
  [
    "webhooks change w1 --enabled",
    { changeWebhook: async () => WEBHOOK },
    "https://hooks.acme.example/ (w1) is sent operation.failed",
  ],
  ["webhooks redeliver w1", { redeliverWebhook: async () => 1 }, "1 event is sent again"],
])("freehold %s says in one line what became of it", async (args, client, line) => {
  expect((await run(args, client)).out).toBe(`${line}\n`);
});
