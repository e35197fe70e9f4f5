import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { onBothDatabases } from "../../testing/on-both-databases.ts";
import { type Database, openDatabase } from "./database.ts";
import { endLeaderLease, endLeaderLeasesOf, takeLeaderLease } from "./leader-leases.ts";

await onBothDatabases((options) => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(await options());
  });
  afterAll(() => db.close());

  const take = (name: string, owner: string, forMs = 60_000) => takeLeaderLease(db.em(), name, owner, forMs);

  test("of many processes that ask at once one has the turn", async () => {
    const owners = Array.from({ length: 20 }, (_, index) => `process ${index}`);

    const taken = await Promise.all(owners.map((owner) => take("sweep", owner)));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("who has the turn prolongs it, and others have other turns meanwhile", async () => {
    expect(await take("images", "first")).toBe(true);

    expect(await take("images", "first")).toBe(true);
    expect(await take("images", "second")).toBe(false);
    expect(await take("hosts", "second")).toBe(true);
  });

  test("a turn that was not prolonged goes to whoever asks next, and its old owner has lost it", async () => {
    await take("lapsing", "dead", 1);
    await until("the turn to lapse", () => take("lapsing", "alive"));

    expect(await take("lapsing", "dead")).toBe(false);
  });

  test("inside a transaction the time goes on", async () => {
    const later = await db.transaction(async (em) => {
      await takeLeaderLease(em, "within", "first", 1);
      await em.execute("select pg_sleep(0.01)");
      return takeLeaderLease(em, "within", "second", 60_000);
    });

    expect(later).toBe(true);
  });

  test("a turn is given up by its owner only", async () => {
    await take("given", "first");

    await endLeaderLease(db.em(), "given", "second");
    expect(await take("given", "second")).toBe(false);
    await endLeaderLease(db.em(), "given", "first");
    expect(await take("given", "second")).toBe(true);
  });

  test("a process that stops gives up all its turns", async () => {
    await take("one", "leaving");
    await take("other", "leaving");
    await take("third", "staying");

    await endLeaderLeasesOf(db.em(), "leaving");

    expect([await take("one", "next"), await take("other", "next"), await take("third", "next")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
