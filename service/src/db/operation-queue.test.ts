import type { Operation } from "@freehold/model";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { announceUnserved } from "../app/operations/unserved.ts";
import { makeWorld, type World } from "../testing/world.ts";
import { closeBudget, correctBudget, ensureBudget, reopenBudget } from "./api-budgets.ts";
import { type CallReservations, NO_RESERVATIONS } from "./call-reservations.ts";
import type { WorkerKnowledge } from "./kernel/workers.ts";
import { eventsAfter } from "./operation-events.ts";
import { claimNext, countShortOfCalls, queuedWithoutJob, readQueuePosition } from "./operation-queue.ts";

const KNOWS: WorkerKnowledge = {
  ...{ revision: 1, kinds: ["create", "destroy"], templateKinds: ["create"], hostKinds: [] },
  releases: ["supabase@", "supabase@0.7.0"],
};
const SOMEBODY = { owner: "somebody", leaseMs: 60_000, knows: KNOWS };

let world: World;
let release: () => void;
/** Ids of the operations of tenants, by name; the first one runs and is held. */
let ids: Record<string, string>;

beforeEach(async () => {
  world = await makeWorld({ config: { workers: 1 } });
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  release = hold.release;
  ids = {};
  for (const name of ["one", "two", "three", "other"]) {
    ids[name] = (await world.signUp(name)).body.operation.id;
    if (name === "one") await hold.reached;
  }
  await world.service.db.em().execute("update operations set organization = 'other' where id = ?", [ids.other]);
});
afterEach(() => world.close());

const operation = async (name: string): Promise<Operation> =>
  (await world.request<Operation>("GET", `/v1/operations/${ids[name]}`)).body;

test("an organization that has nothing running comes before the second of another, and each is given its position", async () => {
  const em = world.service.db.em();

  expect(await readQueuePosition(em, ids.other ?? "")).toBe(1);
  expect([(await operation("two")).queuePosition, (await operation("three")).queuePosition]).toEqual([2, 3]);
  expect((await operation("one")).queuePosition).toBeNull();

  release();
  for (const name of ["two", "three"]) await world.ended(ids[name] ?? "");
  const begun = await em.execute<{ id: string }[]>("select id from operations order by started_at");
  expect(begun.map(({ id }) => id)).toEqual([ids.one, ids.other, ids.two, ids.three]);
});

test("what was begun and lost its worker comes before all that was not", async () => {
  const em = world.service.db.em();

  await em.execute("update operations set attempts = 1 where id = ?", [ids.three]);

  const places = ["three", "other", "two"].map((name) => readQueuePosition(em, ids[name] ?? ""));
  expect(await Promise.all(places)).toEqual([1, 2, 3]);
  release();
});

test("what is tried again goes after all that is new, until it has waited long", async () => {
  const em = world.service.db.em();
  const order = async () => {
    const names = ["two", "three", "other"];
    const places = await Promise.all(names.map((name) => readQueuePosition(em, ids[name] ?? "")));
    return names.toSorted((a, b) => (places[names.indexOf(a)] ?? 0) - (places[names.indexOf(b)] ?? 0));
  };
  const tryAgainAt = (interval: string) =>
    em.execute(`update operations set attempts = 1, retry_at = now() - interval '${interval}' where id = ?`, [ids.two]);

  await tryAgainAt("1 second");
  expect(await order()).toEqual(["other", "three", "two"]);
  await tryAgainAt("11 minutes");
  expect(await order()).toEqual(["other", "two", "three"]);
  release();
});

describe("an account's calls", () => {
  const CAPACITY = 1000;
  /** So slow that nothing is refilled while a test runs. */
  const NEVER = 1e-9;
  const needs = (calls: number, more: Partial<CallReservations> = {}): CallReservations => ({
    ...NO_RESERVATIONS,
    needed: [{ cloud: "hetzner", kind: "create", calls }],
    ...more,
  });
  const claim = (reservations: CallReservations) => claimNext(world.service.db, SOMEBODY, {}, reservations);
  const leave = async (left: number): Promise<string> => {
    const em = world.service.db.em();
    const [row] = await em.execute<{ account_id: string }[]>("select account_id from tenants limit 1");
    const account = row?.account_id ?? "";
    await ensureBudget(em, account, "hetzner", { capacity: CAPACITY, perSec: NEVER });
    await correctBudget(em, account, { atMost: left, atLeast: left });
    return account;
  };

  test("are set aside for what runs: without enough beside them nothing begins, and the queue says so", async () => {
    const em = world.service.db.em();
    await leave(500);

    expect(await claim(needs(300))).toBeNull();
    expect(await countShortOfCalls(em, needs(300))).toBe(3);
    expect(await claim(needs(200))).not.toBeNull();
    // Of 500, two operations that run have 400.
    expect(await claim(needs(200))).toBeNull();

    // A need that no budget ever holds is not waited for.
    await em.execute("update operations set status = 'cancelled', ended_at = now() where status = 'running'");
    await leave(CAPACITY);
    expect(await claim(needs(10 * CAPACITY))).not.toBeNull();
    release();
  });

  test("are waited for in the queue while the vendor wants none, at the cloud of the machine and at that of the name", async () => {
    const em = world.service.db.em();
    const [row] = await em.execute<{ zone: string }[]>("select zone from tenants limit 1");
    const zones = [{ zone: row?.zone ?? "", cloud: "cloudflare", budget: "names" }];
    const ofNames = [{ cloud: "cloudflare", kind: "create", calls: 1 }] as const;
    const account = await leave(CAPACITY);
    await ensureBudget(em, "names", "cloudflare", { capacity: CAPACITY, perSec: NEVER });
    await closeBudget(em, account, 60_000);
    await closeBudget(em, "names", 60_000);

    expect(await claim(needs(1))).toBeNull();
    expect(await claim({ ...NO_RESERVATIONS, needed: ofNames, zones })).toBeNull();

    await reopenBudget(em, account);
    await leave(CAPACITY);
    expect(await claim(needs(1))).not.toBeNull();
    expect(await claim({ ...NO_RESERVATIONS, needed: ofNames, zones: [] })).not.toBeNull();
    release();
  });

  test("that are few give an account half of the workers at most, and one that has plenty all of them", async () => {
    const inFlight = [ids.one ?? ""];
    await leave(450);

    expect(await claim(needs(1, { inFlight, workers: 2 }))).toBeNull();
    expect(await claim(needs(1, { inFlight, workers: 3 }))).not.toBeNull();
    await leave(CAPACITY);
    expect(await claim(needs(1, { inFlight, workers: 2 }))).not.toBeNull();
    release();
  });
});

test.each([
  ["in all", { inAll: 1 }, undefined],
  ["in an account", { perAccount: 1 }, undefined],
  ["of an organization", { perOrganization: 1 }, "other"],
])("nothing begins beyond a limit of what runs %s", async (_what, limits, expected) => {
  const claimed = await claimNext(world.service.db, SOMEBODY, limits);

  expect(claimed?.id).toBe(expected === undefined ? undefined : ids[expected]);
  expect(await claimNext(world.service.db, SOMEBODY, limits)).toBeNull();
  release();
});

test("operations that have no job in the queue are found", async () => {
  const em = world.service.db.em();
  expect(await queuedWithoutJob(em)).toEqual([]);

  await em.execute("delete from queue.job where state = 'created'");

  expect((await queuedWithoutJob(em)).toSorted()).toEqual([ids.two, ids.three, ids.other].toSorted());
  release();
});

describe("what a worker knows", () => {
  const claim = (lacks: Partial<WorkerKnowledge>) =>
    claimNext(world.service.db, { ...SOMEBODY, knows: { ...KNOWS, ...lacks } }, {});
  /** As the queue of the version before chose what could begin, whatever it was. */
  const dueBefore = async (): Promise<string[]> => {
    const rows = await world.service.db.em().execute<{ id: string }[]>(
      `select id from operations where status = 'queued' and (waiting is null or (waiting ->> 'retryAt')::timestamptz <= now())
         and (retry_at is null or retry_at <= now())`,
    );
    return rows.map(({ id }) => id);
  };

  test("it claims by kind, by the version of a template and by revision, and leaves the rest to those who know it", async () => {
    const em = world.service.db.em();

    expect(await claim({ kinds: ["destroy"] })).toBeNull();
    expect(await claim({ releases: ["supabase@", "supabase@2024-ten"] })).toBeNull();
    expect(await claim({ revision: 0 })).toBeNull();
    await em.execute("update tenants set stack_revision = 2");
    expect(await claim({})).toBeNull();
    await em.execute("update tenants set stack_revision = null");
    await em.execute("update operations set kind = 'destroy' where id = ?", [ids.other]);
    expect((await claim({ releases: [] }))?.id).toBe(ids.other);
    expect(await claim({})).toMatchObject({ id: ids.two, revision: 1 });
    release();
  });

  test("workers of before, who would begin whatever is due, find nothing due that is of a revision, whoever puts it back", async () => {
    const em = world.service.db.em();
    const insert = (id: string, tenant: string) =>
      em.execute(
        `insert into operations (id, organization, tenant_id, kind, status, created_at)
         select ?, organization, id, 'refresh', 'queued', now() from tenants where name = ?`,
        [id, tenant],
      );

    expect(await dueBefore()).toEqual([]);
    expect((await operation("two")).retryAt).toBeNull();
    await em.execute("update operations set status = 'running', retry_at = null where id = ?", [ids.two]);
    await em.execute("update operations set status = 'queued', lease_owner = null where id = ?", [ids.two]);
    await em.execute("update operations set retry_at = null, cancel_requested = false where id = ?", [ids.three]);
    await insert("opofbefore", "three");
    await em.execute("update tenants set stack_revision = 1 where name = 'other'");
    await insert("opfornewer", "other");

    expect(await dueBefore()).toEqual(["opofbefore"]);
    await em.execute("update operations set status = 'cancelled', ended_at = now() where id = ?", [ids.two]);
    expect(await em.execute("select retry_at, begin_at from operations where id = ?", [ids.two])).toEqual([
      { retry_at: null, begin_at: null },
    ]);
    release();
  });

  test("an operation that no worker can carry out is said to wait for one, in its events and in the metrics, once", async () => {
    const em = world.service.db.em();
    await em.execute(
      "update operations set kind = 'backup', revision = 7, created_at = created_at - interval '5 minutes' where id = ?",
      [ids.two],
    );

    const said = await announceUnserved(world.service.app);
    const again = await announceUnserved(world.service.app);
    const events = await eventsAfter(em, ids.two ?? "", 0);
    const metrics = await (await fetch(`${world.service.url}/metrics`)).text();

    const why = expect.stringMatching(
      /^no worker that runs can carry out a backup of supabase 0\.7\.0 at revision 7; /,
    );
    expect(said.map(({ id }) => id)).toEqual([ids.two]);
    expect(again).toEqual([]);
    expect(events).toEqual([expect.objectContaining({ kind: "log", level: "warning", message: why })]);
    expect((await operation("two")).queuedFor).toEqual(why);
    expect((await operation("three")).queuedFor).toBeNull();
    expect(metrics).toContain("freehold_operations_unserved 1");
    release();
  });
});
