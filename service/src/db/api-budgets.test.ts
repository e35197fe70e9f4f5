import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startPostgres } from "../testing/postgres.ts";
import { inMemory } from "../testing/warm-cluster.ts";
import { closeBudget, closedBudgets, correctBudget, ensureBudget, reopenBudget, takeCalls } from "./api-budgets.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./kernel/database.ts";

const postgres = await startPostgres();
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

describe("on the embedded database", () => suite(inMemory));

if ("missing" in postgres) {
  test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() })));
}

/** So slow that nothing is refilled while a test runs. */
const NEVER = 1e-6;

function suite(options: () => Promise<DatabaseOptions>): void {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(await options());
  });
  afterAll(() => db.close());

  const take = (id: string, wanted = 1) => takeCalls(db.em(), id, wanted);
  const make = (id: string, capacity: number, perSec: number) =>
    ensureBudget(db.em(), id, "hetzner", { capacity, perSec });

  test("many workers at once get no more than there is", async () => {
    await make("shared", 10, NEVER);

    const taken = await Promise.all(Array.from({ length: 20 }, () => take("shared")));

    expect(taken.filter(({ granted }) => granted === 1)).toHaveLength(10);
    expect(taken.filter(({ granted }) => granted === 0).every(({ waitMs }) => waitMs > 1000)).toBe(true);
  });

  test("several are taken at once, as many as there are", async () => {
    await make("several", 5, NEVER);

    expect(await take("several", 3)).toEqual({ granted: 3, left: 2, waitMs: 0, closedMs: 0 });
    expect(await take("several", 3)).toEqual({ granted: 2, left: 0, waitMs: 0, closedMs: 0 });
    expect(await take("several", 3)).toMatchObject({ granted: 0, left: 0 });
  });

  test("calls come back with time, and never more than the capacity", async () => {
    await make("quick", 2, 1000);
    await take("quick", 2);

    const { waitMs } = await take("quick", 100).then(async (first) => (first.granted > 0 ? { waitMs: 0 } : first));
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(waitMs).toBeLessThanOrEqual(1);
    expect((await take("quick", 100)).granted).toBe(2);
  });

  test("the vendor's count lowers a budget, and raises it to what it guarantees at least", async () => {
    await make("counted", 100, NEVER);

    await correctBudget(db.em(), "counted", { atMost: 40, atLeast: -100 });
    expect((await take("counted", 0)).left).toBe(40);
    await correctBudget(db.em(), "counted", { atMost: 90, atLeast: 60 });
    expect((await take("counted", 0)).left).toBe(60);
    await correctBudget(db.em(), "counted", { atMost: 900, atLeast: 800 });
    expect((await take("counted", 0)).left).toBe(100);
  });

  test("a budget below zero and a closed one give nothing", async () => {
    await make("minus", 100, NEVER);
    await make("closed", 100, 1000);

    await correctBudget(db.em(), "minus", { atMost: -3, atLeast: -100 });
    await closeBudget(db.em(), "closed", 60_000);

    expect(await take("minus", 5)).toMatchObject({ granted: 0, left: -3 });
    const closed = await take("closed");
    expect(closed.granted).toBe(0);
    expect(closed.waitMs).toBeGreaterThan(50_000);
  });

  test("a budget that is closed says for how long, and takes calls again when it is reopened", async () => {
    await make("pausing", 100, NEVER);
    await closeBudget(db.em(), "pausing", 60_000);
    const listed = async () => (await closedBudgets(db.em())).filter(({ id }) => id === "pausing");

    expect((await take("pausing")).closedMs).toBeGreaterThan(50_000);
    expect(await listed()).toEqual([{ id: "pausing", cloud: "hetzner", closedSec: expect.any(Number) }]);

    expect(await reopenBudget(db.em(), "pausing")).toBe(true);

    expect(await take("pausing")).toMatchObject({ granted: 1, closedMs: 0 });
    expect(await listed()).toEqual([]);
    expect(await reopenBudget(db.em(), "nobody's")).toBe(false);
  });

  test("a second start keeps what is left, and takes a new rate over", async () => {
    await make("kept", 10, NEVER);
    await take("kept", 4);

    await make("kept", 10, NEVER);
    expect((await take("kept", 0)).left).toBe(6);
    await make("kept", 3, NEVER);
    expect((await take("kept", 0)).left).toBe(3);
  });
}
