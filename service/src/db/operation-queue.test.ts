import type { Operation } from "@freehold/model";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../testing/world.ts";
import { claimNext, queuedWithoutJob, readQueuePosition } from "./operation-queue.ts";

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

test.each([
  ["in all", { inAll: 1 }, undefined],
  ["in an account", { perAccount: 1 }, undefined],
  ["of an organization", { perOrganization: 1 }, "other"],
])("nothing begins beyond a limit of what runs %s", async (_what, limits, expected) => {
  const claimed = await claimNext(world.service.db, "somebody", 1000, limits);

  expect(claimed?.id).toBe(expected === undefined ? undefined : ids[expected]);
  expect(await claimNext(world.service.db, "somebody", 1000, limits)).toBeNull();
  release();
});

test("operations that have no job in the queue are found", async () => {
  const em = world.service.db.em();
  expect(await queuedWithoutJob(em)).toEqual([]);

  await em.execute("delete from queue.job where state = 'created'");

  expect((await queuedWithoutJob(em)).toSorted()).toEqual([ids.two, ids.three, ids.other].toSorted());
  release();
});
