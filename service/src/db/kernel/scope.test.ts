import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Customer, makeCustomer } from "../../testing/customer.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { ENTITIES } from "../entities/index.ts";
import { MemberRow } from "../entities/member.ts";
import { OperationEventRow } from "../entities/operation-event.ts";
import { PortReservationRow } from "../entities/port-reservation.ts";
import { TenantRow } from "../entities/tenant.ts";
import { TenantDomainRow } from "../entities/tenant-domain.ts";
import { lockTenant } from "../tenants.ts";
import type { Database } from "./database.ts";
import { OF_ALL, SCOPED_ENTITIES } from "./scope.ts";
import { scopedDatabase } from "./scoped-database.ts";

let world: World;
let a: Customer;
let b: Customer;
let scoped: Database;
beforeAll(async () => {
  world = await makeWorld();
  a = await makeCustomer(world, "scope-a");
  b = await makeCustomer(world, "scope-b");
  for (const customer of [a, b]) {
    await customer.tenant(`${customer.name}-t`, { domain: `app.${customer.name}.example.com` });
  }
  scoped = scopedDatabase(world.service.db, a.id);
});
afterAll(() => world.close());

test("whose the rows of every table are is said", () => {
  expect([...SCOPED_ENTITIES].sort()).toEqual(ENTITIES.map(({ meta }) => meta.className).sort());
});

test("a query that names no organization finds the caller's rows only, with every way to ask", async () => {
  const own = await scoped.em().find(TenantRow, {});
  const counted = await scoped.em().count(TenantRow);
  const members = await scoped.em().find(MemberRow, {});
  const inside = await scoped.transaction((em) => em.find(TenantRow, {}));

  expect(own.map(({ organization }) => organization)).toEqual([a.id]);
  expect(counted).toBe(1);
  expect(members.map(({ organization }) => organization)).toEqual([a.id]);
  expect(inside).toHaveLength(1);
  expect(await world.service.db.em().count(TenantRow)).toBe(2);
});

test("what hangs on a tenant or an operation is the organization's too", async () => {
  const tenants = await world.service.db.em().find(TenantRow, { organization: b.id });
  const tenantId = tenants[0]?.id ?? "";

  const all = world.service.db.em();
  expect(await all.count(PortReservationRow, { tenantId })).toBeGreaterThan(0);
  expect(await scoped.em().count(PortReservationRow, { tenantId })).toBe(0);
  expect(await scoped.em().count(PortReservationRow)).toBeGreaterThan(0);
  expect(await all.count(TenantDomainRow, { tenantId })).toBe(1);
  expect(await scoped.em().count(TenantDomainRow, { tenantId })).toBe(0);
  expect(await scoped.em().count(TenantDomainRow)).toBe(1);
  const events = await scoped.em().count(OperationEventRow);
  expect(events).toBeGreaterThan(0);
  expect(await all.count(OperationEventRow)).toBeGreaterThan(events);
});

test("another organization's row is neither locked, changed nor removed", async () => {
  const [theirs] = await world.service.db.em().find(TenantRow, { organization: b.id });
  const id = theirs?.id ?? "";

  await expect(scoped.transaction((em) => lockTenant(em, id))).rejects.toThrow(/not found/);
  expect(await scoped.em().nativeUpdate(TenantRow, { id }, { url: "https://changed" })).toBe(0);
  expect(await scoped.em().nativeDelete(TenantDomainRow, { tenantId: id })).toBe(0);
  expect(await scoped.em().count(TenantRow, { id }, OF_ALL)).toBe(1);
});
