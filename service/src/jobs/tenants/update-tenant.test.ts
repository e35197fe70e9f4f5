import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test("a tenant whose update failed is degraded, and becomes active by what its next step says", async () => {
  await world.ended((await world.signUp("acme")).body.operation.id);
  world.engine.failOn = {
    type: "command:remote:Command",
    error: new FreeholdError("workload_unhealthy", "kong is starting"),
  };

  const failed = await heal();
  const degraded = await tenant();
  world.engine.failOn = null;
  const healed = await heal();

  expect(failed.failure).toEqual({
    code: "workload_unhealthy",
    reason: "kong is starting",
    nextStep: `heal the tenant (POST /v1/tenants/${degraded.id}/heal); when it happens again, choose a larger size`,
  });
  expect(degraded).toMatchObject({ status: "degraded", failure: failed.failure });
  expect(healed.status).toBe("succeeded");
  expect(await tenant()).toMatchObject({ status: "active", failure: null });
});

async function heal(): Promise<Operation> {
  const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants/acme/heal");
  return world.ended(body.operation.id);
}

async function tenant(): Promise<Tenant> {
  return (await world.request<Tenant>("GET", "/v1/tenants/acme")).body;
}
