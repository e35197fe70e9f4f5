import type { ObservedItem } from "@freehold/clouds";
import { expect, test } from "@jest/globals";
import type { FleetTenant } from "../../db/tenant-ledgers.ts";
import { compareWithFleet } from "./compare.ts";

const PLACE = { id: "hetzner", cloud: "hetzner" } as const;
const SERVER = {
  ...({ cloud: "hetzner", type: "server", id: "1", name: "fh-t1", tenantId: "tenant1" } as const),
  facts: { power: "on", machineType: "cx23", labels: ["freehold-tenant=tenant1", "managed-by=freehold"] },
} satisfies ObservedItem;

function tenant(changes: Partial<FleetTenant> = {}): Map<string, FleetTenant> {
  const row: FleetTenant = {
    ...{
      id: "tenant1",
      organization: "org",
      name: "acme",
      status: "active",
      accountId: "hetzner",
      hostId: null,
      accountOwner: null,
    },
    ...{
      zone: "example.com",
      expectedResources: [SERVER],
      expectedResourcesAt: 0,
      drift: [],
      conditions: {},
      busy: false,
    },
    ...changes,
  };
  return new Map([[row.id, row]]);
}

function seen(facts: ObservedItem["facts"], changes: { name?: string; tenantId?: string } = {}): ObservedItem[] {
  return [{ ...SERVER, facts: { ...SERVER.facts, ...facts }, ...changes }];
}

test("a tenant that has what it should have is no suspect", () => {
  expect(compareWithFleet(PLACE, [SERVER], tenant())).toEqual([]);
});

test.each([
  ["gone", [] as ObservedItem[]],
  ["changed", seen({ power: "off" })],
  ["changed", seen({ machineType: "cx33" })],
  ["labels", seen({ labels: ["managed-by=freehold"] })],
  ["cosmetic", seen({}, { name: "renamed" })],
])("what differs is distinguished by meaning: %s", (meaning, items) => {
  expect(compareWithFleet(PLACE, items, tenant())).toMatchObject([{ kind: "tenant", tenantId: "tenant1", meaning }]);
});

test("labels that somebody added, and what a cloud does not report, are no difference", () => {
  const labels = [...SERVER.facts.labels, "team=blue"];

  expect(compareWithFleet(PLACE, seen({ labels }), tenant())).toEqual([]);
  expect(compareWithFleet(PLACE, [{ ...SERVER, facts: {} }], tenant())).toEqual([]);
});

test.each([
  ["that is being changed", { busy: true }],
  ["of which nobody recorded what it should have", { expectedResources: null }],
])("nothing is concluded of a tenant %s", (_what, changes) => {
  const extra = { ...SERVER, id: "2" };

  expect(compareWithFleet(PLACE, [extra], tenant(changes))).toEqual([]);
});

test("what a live tenant has beyond its expected resources, and what a destroyed one has, are orphans; an unknown tenant's is distinguished", () => {
  const second = { ...SERVER, id: "2" };
  const foreign = { ...SERVER, id: "3", tenantId: "stranger" };

  expect(compareWithFleet(PLACE, [SERVER, second, foreign], tenant())).toMatchObject([
    { kind: "orphan", item: { id: "2" } },
    { kind: "unknown_tenant", tenantId: "stranger", item: { id: "3" } },
  ]);
  expect(compareWithFleet(PLACE, [SERVER], tenant({ status: "destroyed", expectedResources: null }))).toMatchObject([
    { kind: "orphan", item: { id: "1" } },
  ]);
});

test("a server that carries another tenant's label by now is its own tenant's still, with other labels", () => {
  const labels = ["freehold-tenant=tenant2", "managed-by=freehold"];

  expect(compareWithFleet(PLACE, seen({ labels }, { tenantId: "tenant2" }), tenant())).toMatchObject([
    { kind: "tenant", tenantId: "tenant1", meaning: "labels" },
  ]);
});

test("what all tenants of an account share is nobody's orphan, and what is elsewhere is not missed here", () => {
  const { tenantId: _, ...shared } = { ...SERVER, id: "9", type: "firewall" as const };

  expect(compareWithFleet(PLACE, [shared], tenant({ accountId: "other" }))).toEqual([]);
});

test("a tenant that failed misses nothing, but what it has is its own", () => {
  expect(compareWithFleet(PLACE, [], tenant({ status: "failed" }))).toEqual([]);
  expect(compareWithFleet(PLACE, [SERVER], tenant({ status: "failed" }))).toEqual([]);
});
