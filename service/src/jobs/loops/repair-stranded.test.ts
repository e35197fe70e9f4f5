import type { Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";
import { repairStranded } from "./repair-stranded.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld({ config: { workers: 1 } });
});
afterAll(() => world.close());

test("a tenant that no operation works on gets a final status, which says what to do", async () => {
  const { body } = await world.signUp("acme");
  await world.ended(body.operation.id);
  const { app, db } = world.service;
  await db.em().execute("update tenants set status = 'updating', updated_at = now() - interval '2 minutes'");

  const repaired = await repairStranded(app);

  expect(repaired).toEqual({ resent: [], stranded: [body.tenant.id] });
  expect((await world.request<Tenant>("GET", "/v1/tenants/acme")).body).toMatchObject({
    status: "failed",
    failure: { code: "internal", nextStep: expect.stringContaining("destroy the tenant") },
  });
});

test("an operation whose job was lost is carried out all the same", async () => {
  const { app, db } = world.service;
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  await world.signUp("first");
  await hold.reached;
  const { body } = await world.signUp("second");
  await db.em().execute("delete from queue.job where state = 'created'");

  const { resent } = await repairStranded(app);
  hold.release();

  expect(resent).toEqual([body.operation.id]);
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
});
