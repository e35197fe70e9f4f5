import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startPostgres } from "../../testing/postgres.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import { ACME, type Answer, makeWorld, type World } from "../../testing/world.ts";
import { claimOperation, finishOperation, renewLease, requeueOperation } from "../leases.ts";
import { recordProgress } from "../operation-events.ts";
import { insertOperation } from "../operations.ts";
import { type DatabaseOptions, openDatabase } from "./database.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

const postgres = await startPostgres();
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

describe("on the embedded database", () => suite(inMemory));

if ("missing" in postgres) {
  test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() })));

  test("services that start at the same time on an empty PostgreSQL all come up", async () => {
    const url = await postgres.newDatabase();

    const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ kind: "postgres", url })));

    await Promise.all(opened.map((db) => db.close()));
    expect(opened).toHaveLength(4);
  });

  test("a process that stops in the midst of a transaction does not keep its locks", async () => {
    const url = await postgres.newDatabase();
    const [stopped, other] = await Promise.all([1, 2].map(() => openDatabase({ kind: "postgres", url })));
    const lock = "select pg_advisory_xact_lock(1)";
    const locked = Promise.withResolvers<void>();
    const awake = Promise.withResolvers<void>();
    const first = stopped?.transaction(async (em) => {
      await em.execute(lock);
      locked.resolve();
      await awake.promise;
      await em.execute("select 1");
    });
    await locked.promise;

    await other?.transaction((em) => em.execute(lock));

    awake.resolve();
    await expect(first).rejects.toThrow();
    await Promise.all([stopped?.close(), other?.close()]);
  }, 60_000);

  test("transactions that lose their connection do not use the pool up", async () => {
    const db = await openDatabase({ kind: "postgres", url: await postgres.newDatabase() });
    const lose = () => db.transaction((em) => em.execute("select pg_terminate_backend(pg_backend_pid())"));

    // More of them than a pool has places.
    for (let lost = 0; lost < 25; lost++) await expect(lose()).rejects.toThrow();

    expect(await db.transaction((em) => em.execute("select 1 as one"))).toEqual([{ one: 1 }]);
    await db.close();
  }, 60_000);
}

test("a PostgreSQL that does not answer is named without the password", async () => {
  const opening = openDatabase({ kind: "postgres", url: "postgres://u:hunter2@localhost:1/freehold" });

  await expect(opening).rejects.toMatchObject({
    code: "service_unavailable",
    message: expect.stringMatching(/^the database at localhost:1 cannot be used: .*ECONNREFUSED/),
    nextStep: expect.stringContaining("DATABASE_URL"),
  });
  await expect(opening).rejects.not.toThrow("hunter2");
});

function suite(database: () => Promise<DatabaseOptions>): void {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database: await database(), config: { capacityRetrySec: 1 } });
  });
  afterAll(() => world.close());

  const destroy = async (name: string): Promise<Operation> => {
    const { body } = await world.request<Accepted>("DELETE", `/v1/tenants/${name}`);
    return world.ended(body.operation.id);
  };
  test("a tenant that no place has a machine for waits, and is tried again by itself", async () => {
    const error = new FreeholdError("cloud_capacity", "none left");
    world.engine.failOn = { type: "hcloud:index/server:Server", error };
    const { body } = await world.signUp("patient");
    const tenant = async () => (await world.request<Tenant>("GET", "/v1/tenants/patient")).body;
    await until("the tenant to wait", async (see) => see(await tenant()).waiting !== null);

    world.engine.failOn = null;
    const operation = await world.ended(body.operation.id);

    expect(operation).toMatchObject({ status: "succeeded", waiting: null });
    expect((await tenant()).status).toBe("active");
    await destroy("patient");
  });

  const withKey = (key: string, body: unknown): Promise<Answer<Accepted>> =>
    world.request("POST", "/v1/tenants", { body, headers: { "Idempotency-Key": key } });

  test("a tenant lives and dies and leaves nothing", async () => {
    const created = await world.ended((await world.signUp("acme")).body.operation.id);
    const destroyed = await destroy("acme");

    expect([created.status, destroyed.status]).toEqual(["succeeded", "succeeded"]);
    expect(created.stages).toHaveLength(6);
    expect(await world.leftovers()).toEqual([]);
  });

  test("the same Idempotency-Key with the same body is one tenant and the same answer", async () => {
    const first = await withKey("k1", { ...ACME, name: "once" });
    const reordered = { placement: ACME.placement, template: ACME.template, name: "once" };
    await world.ended(first.body.operation.id);
    const again = await withKey("k1", reordered);

    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    await destroy("once");
  });

  test("the same Idempotency-Key with another body is refused", async () => {
    const first = await withKey("k2", { ...ACME, name: "mine" });
    const other = await withKey("k2", { ...ACME, name: "other" });

    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
    expect((await world.request("GET", "/v1/tenants/other")).status).toBe(404);
    await world.ended(first.body.operation.id);
    await destroy("mine");
  });

  test("a refused request does not use its Idempotency-Key up", async () => {
    const refused = await withKey("k3", {
      ...ACME,
      name: "retry",
      placement: { ...ACME.placement, region: "nowhere" },
    });
    const corrected = await withKey("k3", { ...ACME, name: "retry" });

    expect([refused.status, corrected.status]).toEqual([422, 202]);
    await world.ended(corrected.body.operation.id);
    await destroy("retry");
  });

  test("ten requests at once with one Idempotency-Key make one tenant", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => withKey("race", { ...ACME, name: "race" })));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.tenant.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.operation.id)).size).toBe(1);
    await world.ended(answers[0]?.body.operation.id ?? "");
    await destroy("race");
    expect(await world.leftovers()).toEqual([]);
  });

  test("ten signups at once for one name make one tenant", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.signUp("popular")));
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);

    expect(accepted).toHaveLength(1);
    expect(refused).toHaveLength(9);
    expect(refused[0]?.body).toMatchObject({
      code: "tenant_name_taken",
      errors: [{ pointer: "/name", detail: expect.stringContaining('got "popular"') }],
    });
    await world.ended(accepted[0]?.body.operation.id ?? "");
    await destroy("popular");
  });

  test("signups at once get ports of their own, and destroys give them back", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `crowd-${index}`);
    const answers = await Promise.all(names.map((name) => world.signUp(name)));
    for (const { body } of answers) await world.ended(body.operation.id);
    const rows = await world.service.db.em().execute<{ port: number }[]>("select port from port_reservations");
    await Promise.all(names.map(destroy));

    expect(new Set(rows.map(({ port }) => port)).size).toBe(24);
    expect(await world.leftovers()).toEqual([]);
  });

  test("thirty signups at once fill an account to its limit and not beyond", async () => {
    const em = world.service.db.em();
    await em.execute("update cloud_accounts set max_tenants = 20 where cloud = 'hetzner'");
    const names = Array.from({ length: 30 }, (_, index) => `flood-${index}`);
    const answers = await Promise.all(names.map((name) => world.signUp(name)));
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    for (const { body } of accepted) await world.ended(body.operation.id);
    await Promise.all(accepted.map(({ body }) => destroy(body.tenant.name)));
    await em.execute("update cloud_accounts set max_tenants = null where cloud = 'hetzner'");

    expect(accepted).toHaveLength(20);
    expect(new Set(refused.map(({ body }) => (body as unknown as { code: string }).code))).toEqual(
      new Set(["cloud_quota_reached"]),
    );
    expect(await world.leftovers()).toEqual([]);
  });

  test("five destroys at once are one operation", async () => {
    await world.ended((await world.signUp("unwanted")).body.operation.id);

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => world.request<Accepted>("DELETE", "/v1/tenants/unwanted")),
    );

    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.operation.id)).size).toBe(1);
    await world.ended(accepted[0]?.body.operation.id ?? "");
    expect(await world.leftovers()).toEqual([]);
  });

  test("an owner whose operation was taken over can neither renew, nor report, nor end it", async () => {
    const { db } = world.service;
    const { tenant, operation: create } = (await world.signUp("fenced")).body;
    await world.ended(create.id);
    const id = "opfenced";
    // In one transaction: the service that runs here takes whatever it sees waiting.
    const { old, second } = await db.transaction(async (em) => {
      await insertOperation(em, {
        id,
        organization: "default",
        tenantId: tenant.id,
        kind: "refresh",
        createdAt: new Date(),
      });
      const first = await claimOperation(em, id, { owner: "first", leaseMs: 60_000, revision: 1 });
      const old = { operationId: id, fencingToken: first?.fencingToken ?? 0 };
      await requeueOperation(em, old);
      return { old, second: await claimOperation(em, id, { owner: "second", leaseMs: 60_000, revision: 1 }) };
    });

    const snapshot = { stage: "verify" as const, percent: 90, stages: [], resources: [] };
    const event = { at: new Date(), payload: { kind: "stage" as const, stage: "verify" as const, percent: 90 } };

    expect(await claimOperation(db.em(), id, { owner: "third", leaseMs: 60_000, revision: 1 })).toBeNull();
    expect(await renewLease(db.em(), old, 60_000)).toBe("lost");
    expect(await recordProgress(db.em(), old, snapshot, [event])).toBe(false);
    expect(await finishOperation(db.em(), old, { status: "failed", failure: null })).toBe(false);
    expect(second).toMatchObject({ attempts: 2, fencingToken: 2, leaseOwner: "second" });
    const ours = { operationId: id, fencingToken: second?.fencingToken ?? 0 };
    expect(await finishOperation(db.em(), ours, { status: "succeeded", failure: null })).toBe(true);
    await destroy("fenced");
  });
}
