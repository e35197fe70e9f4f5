import type { Operation, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { makeWorld, type World } from "../../testing/world.ts";

const ZONES = ["one.freehold.test", "two.freehold.test"];

let world: World;
beforeAll(async () => {
  world = await makeWorld({ clouds: fakeClouds("sandbox", 1, ZONES) });
});
afterAll(() => world.close());

const zoneOf = async (id: string): Promise<string | undefined> => {
  const rows = await world.service.db.em().execute<{ zone: string }[]>("select zone from tenants where id = ?", [id]);
  return rows[0]?.zone;
};
const signedUp = async (name: string): Promise<Tenant> => {
  const { body } = await world.signUp(name);
  await world.ended(body.operation.id);
  return body.tenant;
};
const destroyed = async (name: string): Promise<void> => {
  const { body } = await world.request<{ operation: Operation }>("DELETE", `/v1/tenants/${name}`);
  await world.ended(body.operation.id);
};

test("signups at once are spread over the zones, and each stack is configured with its own", async () => {
  const names = ["acme", "bolt", "cone", "dune"];

  const tenants = await Promise.all(names.map(signedUp));
  const zones = await Promise.all(tenants.map(({ id }) => zoneOf(id)));

  expect(zones.toSorted()).toEqual([...ZONES, ...ZONES].toSorted());
  const last = await signedUp("edge");
  expect(world.engine.lastConfig["freehold-tenant:zone"]).toEqual({ value: await zoneOf(last.id) });
  for (const name of [...names, "edge"]) await destroyed(name);
});

test("the zone with the fewest tenants is next, and an organization has a name once in all of them", async () => {
  const first = await zoneOf((await signedUp("first")).id);
  const second = await zoneOf((await signedUp("second")).id);
  await destroyed("first");

  const again = await world.signUp("second");
  const third = await zoneOf((await signedUp("third")).id);

  expect(new Set([first, second])).toEqual(new Set(ZONES));
  expect(again).toMatchObject({ status: 409, body: { code: "tenant_name_taken" } });
  expect(third).toBe(first);
  for (const name of ["second", "third"]) await destroyed(name);
});
