import type { Approval, Ledger, Orphan } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { recording } from "../testing/recording-client.ts";
import { runCommand as run } from "../testing/run-command.ts";
import { EVENTS, OPERATION, TENANT } from "../testing/samples.ts";

const AT = "2026-05-01T12:00:00.000Z";
const MONTHLY = { amount: 3.49, currency: "EUR" };

const ORPHAN: Orphan = {
  ...{ id: "or1", status: "seen", kind: "orphan", place: "hetzner", cloud: "hetzner", type: "server", itemId: "42" },
  ...{ name: "forgotten", tenantId: TENANT.id, region: "fsn1", failure: null },
  ...{ cost: { perHour: { amount: 0.006, currency: "EUR" }, perMonth: MONTHLY } },
  ...{ firstSeenAt: AT, lastSeenAt: AT, quarantineAt: AT },
};
const LEDGER: Ledger = {
  brake: {
    on: true,
    since: AT,
    reason: "4 of 9 tenants look unhealthy",
    releasedAt: null,
    places: [{ place: "p1", since: AT, reason: "3 of 3" }],
  },
  places: [{ id: "hetzner", cloud: "hetzner", sweptAt: AT, ms: 40, items: 12, failure: null }],
  tenants: { total: 9, failing: 4, warning: 1 },
  orphans: { open: 1, costPerMonth: [MONTHLY] },
  builtBy: [],
  heal: "report",
};
const APPROVAL: Approval = {
  ...{ id: "ap1", operationId: OPERATION.id, tenantId: TENANT.id, reason: "moved", givenBy: "k1" },
  changes: [{ urn: "urn:server", type: "hcloud:index/server:Server", name: "tenant-machine-server", op: "replace" }],
  ...{ createdAt: AT, expiresAt: AT, usedAt: null },
};

const followed: Partial<FreeholdClient> = {
  getOperation: async () => OPERATION,
  getTenant: async () => TENANT,
  getOrphan: async () => ORPHAN,
  async *followOperation() {
    yield* EVENTS;
  },
};

test.each<[string, keyof FreeholdClient, unknown[]]>([
  ["ledger release-brake", "releaseBrake", []],
  ["orphans get or1", "getOrphan", ["or1"]],
  ["orphans remove or1", "removeOrphan", ["or1"]],
  ["tenants drift acme", "getDrift", ["acme"]],
  ["approvals give op1 --reason moved", "approveOperation", ["op1", { reason: "moved", expiresInSec: 900 }]],
])("freehold %s asks the service for it and shows the answer", async (args, method, asked) => {
  const { client, calls } = recording(method, { shown: "once" });

  const { out } = await run(`--json ${args}`, client);

  expect(calls).toEqual([asked]);
  expect(out).toContain("once");
});

test.each<[string, keyof FreeholdClient, unknown[], string]>([
  ["tenants heal acme", "healTenant", ["acme"], "healing acme: succeeded"],
  ["tenants retry acme", "retryTenant", ["acme"], "trying acme again: succeeded"],
  ["tenants rebuild-state acme", "rebuildState", ["acme"], "rebuilding the state of acme: succeeded"],
  ["tenants forget acme --reason sold", "forgetTenant", ["acme", "sold"], "forgetting acme: succeeded"],
  ["orphans adopt or1", "adoptOrphan", ["or1"], "adopting or1: succeeded"],
])("freehold %s follows the operation to its end", async (args, method, asked, progress) => {
  const { client, calls } = recording(method, { tenant: TENANT, orphan: ORPHAN, operation: OPERATION });

  const { err, failed } = await run(args, { ...followed, ...client });

  expect(calls).toEqual([asked]);
  expect(err).toContain(progress);
  expect(failed).toBe(false);
});

test("an approval is applied with the token from standard input", async () => {
  const { client, calls } = recording("applyApproval", { tenant: TENANT, operation: OPERATION });

  const { out } = await run("approvals apply ap1", { ...followed, ...client }, "fha_token\n");

  expect(calls).toEqual([["ap1", "fha_token"]]);
  expect(out).toContain("status: succeeded");
});

test.each<[string, Partial<FreeholdClient>, string]>([
  ["orphans list", { listOrphans: async () => [ORPHAN] }, `or1  seen    hetzner server 42  ${TENANT.id}  3.49 EUR`],
  [
    "approvals list",
    { listApprovals: async () => [APPROVAL] },
    `ap1  ${OPERATION.id}  no    ${AT}  replace tenant-machine-server`,
  ],
])("freehold %s is a table, and one line of JSON for programs", async (args, client, row) => {
  const shown = await run(args, client);
  const json = await run(`--json ${args}`, client);

  expect(shown.out.split("\n")[1]).toBe(row);
  expect(JSON.parse(json.out).items).toHaveLength(1);
});

test("the ledger says what was swept, what costs money for nothing, and why nothing is healed", async () => {
  const { out } = await run("ledger show", { getLedger: async () => LEDGER });

  expect(out).toContain(`hetzner  hetzner  ${AT}  12`);
  expect(out).toContain("Tenants: 9, of them 4 failing and 1 with a warning\nOrphans: 1, 3.49 EUR a month\n");
  expect(out).toContain(`Circuit breaker: on since ${AT}, 4 of 9 tenants look unhealthy\n`);
  expect(out).toContain(`Circuit breaker of p1: on since ${AT}, 3 of 3\n`);
});
