import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { type Database, openDatabase } from "../../db/kernel/database.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import type { AppContext } from "../context.ts";
import { breakerView, judgeFleet, resetBreaker } from "./circuit-breaker.ts";

const LIMITS = { share: 0.1, atLeast: 3 };

const db: Database = await openDatabase(await inMemory());
const app = { db } as AppContext;
let made = 0;

afterAll(() => db.close());
beforeEach(async () => {
  for (const table of ["tenants", "ledger_place_brakes", "cloud_accounts", "audit_pending"])
    await db.em().execute(`delete from ${table}`);
  await resetBreaker(app);
  await judgeFleet(app, LIMITS);
  await db.em().execute("insert into organizations (id, name, tier) values ('o1', 'o1', 'pro') on conflict do nothing");
  await account("platform", null);
  await account("own", "o1");
});

test("sick machines in an organization's own account stop healing there, and nowhere else", async () => {
  await tenants("platform", { healthy: 5 });
  await tenants("own", { sick: 3 });

  const state = await judgeFleet(app, LIMITS);
  const again = await judgeFleet(app, LIMITS);

  expect(state).toMatchObject({ on: false, places: new Set(["own"]), newReasons: [expect.stringContaining("in own")] });
  expect(again).toMatchObject({ on: false, places: new Set(["own"]), newReasons: [] });
  expect(await breakerView(db.em())).toMatchObject({
    on: false,
    places: [{ place: "own", reason: expect.stringMatching(/^3 of 3 tenants in own/) }],
  });
});

test("a share of the fleet that is too large stops healing everywhere, wherever the tenants are", async () => {
  await account("own2", "o1");
  await account("own3", "o1");
  for (const place of ["own", "own2", "own3"]) await tenants(place, { sick: 1, healthy: 4 });

  const state = await judgeFleet(app, LIMITS);

  expect(state).toMatchObject({ on: true, places: new Set() });
  expect(state.newReasons).toEqual([expect.stringMatching(/^3 of 15 tenants of the fleet/)]);
});

test("what is wrong in the platform's own account counts for the fleet as well", async () => {
  await tenants("platform", { sick: 3, healthy: 2 });

  expect(await judgeFleet(app, LIMITS)).toMatchObject({ on: true, places: new Set(["platform"]) });
});

test("an account's breaker goes off when nothing in it looks unhealthy any more, or no tenant is left in it", async () => {
  await tenants("own", { sick: 3 });
  await account("own2", "o1");
  await tenants("own2", { sick: 3 });
  const before = await judgeFleet(app, LIMITS);
  await db.em().execute("update tenants set conditions = '{}' where account_id = 'own'");
  await db.em().execute("delete from tenants where account_id = 'own2'");

  const after = await judgeFleet(app, LIMITS);

  expect(before.places).toEqual(new Set(["own", "own2"]));
  expect(after).toEqual({ on: false, places: new Set(), newReasons: [] });
});

test("one that was released stays off until more tenants are unhealthy", async () => {
  await tenants("platform", { healthy: 40 });
  await tenants("own", { sick: 3 });
  await judgeFleet(app, LIMITS);

  const released = await resetBreaker(app);
  const same = await judgeFleet(app, LIMITS);
  await tenants("own", { sick: 1 });
  const more = await judgeFleet(app, LIMITS);

  expect(released.places).toEqual([]);
  expect(same.places).toEqual(new Set());
  expect(more.places).toEqual(new Set(["own"]));
});

async function account(id: string, organization: string | null): Promise<void> {
  await db.em().execute(
    `insert into cloud_accounts (id, cloud, organization, stack, status, passphrase_sealed)
     values (?, 'hetzner', ?, ?, 'ready', '-')`,
    [id, organization, id],
  );
}

async function tenants(
  accountId: string,
  { sick = 0, healthy = 0 }: { sick?: number; healthy?: number },
): Promise<void> {
  for (let nth = 0; nth < sick + healthy; nth += 1) {
    made += 1;
    const conditions =
      nth < sick ? { drift: { status: "failing", since: "2026-01-01T00:00:00Z", reason: "gone" } } : {};
    await db.em().execute(
      `insert into tenants (id, organization, name, account_id, conditions, zone, status, template, cloud, region, size, mode, ports)
       values (?, 'o1', ?, ?, ?, 'z', 'active', 'supabase', 'hetzner', 'fsn1', 'small', 'dedicated', '{}')`,
      [`t${made}`, `t${made}`, accountId, JSON.stringify(conditions)],
    );
  }
}
