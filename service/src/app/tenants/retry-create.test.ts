import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterEach(async () => {
  world.engine.failOn = null;
  const { body } = await world.request<Accepted>("DELETE", "/v1/tenants/acme");
  await world.ended(body.operation.id);
  expect(await world.leftovers()).toEqual([]);
});
afterAll(() => world.close());

const tenant = async (): Promise<Tenant> => (await world.request<Tenant>("GET", "/v1/tenants/acme")).body;
const retry = () => world.request<Accepted>("POST", "/v1/tenants/acme/retry");

/** Signs `acme` up and has its machine refused. */
async function failToCreate(): Promise<Operation> {
  world.engine.failOn = {
    type: "hcloud:index/server:Server",
    error: new FreeholdError("cloud_unauthorized", "the token is not valid", { cloud: "hetzner" }),
  };
  const operation = await world.ended((await world.signUp("acme")).body.operation.id);
  world.engine.failOn = null;
  return operation;
}

test("a creation that failed is retried under its name and id, as its next step says", async () => {
  const failed = await failToCreate();
  const before = await tenant();

  const accepted = await retry();
  const operation = await world.ended(accepted.body.operation.id);

  expect(before).toMatchObject({ status: "failed", failure: { code: "cloud_unauthorized" } });
  expect(failed.failure?.nextStep).toBe(
    `give the account a token that is valid and may write, in HCLOUD_TOKEN or with PATCH /v1/credentials/{id}, then retry its creation (POST /v1/tenants/${before.id}/retry)`,
  );
  expect(accepted).toMatchObject({ status: 202, body: { tenant: { status: "provisioning", failure: null } } });
  expect(operation).toMatchObject({ kind: "create", status: "succeeded" });
  expect(await tenant()).toMatchObject({ id: before.id, status: "active", failure: null });
});

test("a creation that was cancelled is retried", async () => {
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const signup = await world.signUp("acme");
  await hold.reached;
  await world.request("POST", `/v1/operations/${signup.body.operation.id}/cancel`);
  hold.release();
  expect((await world.ended(signup.body.operation.id)).status).toBe("cancelled");

  const { body } = await retry();

  expect((await world.ended(body.operation.id)).status).toBe("succeeded");
  expect(await tenant()).toMatchObject({ status: "active" });
});

test("what an earlier creation left, because its clean-up failed, is taken back before the next one builds", async () => {
  const { engine } = world;
  const recover = engine.recover.bind(engine);
  engine.recover = async () => {
    throw new FreeholdError("restored_behind", "the clean-up cannot be done");
  };
  await failToCreate();
  const recovered: unknown[] = [];
  engine.recover = async (request) => {
    recovered.push(request);
    return recover(request);
  };

  const operation = await world.ended((await retry()).body.operation.id);
  engine.recover = recover;

  expect(recovered).toContainEqual(expect.objectContaining({ removeHalfMade: true }));
  expect(operation.status).toBe("succeeded");
});

test("a tenant that lives has nothing to retry, and one whose name is taken is told how", async () => {
  await world.ended((await world.signUp("acme")).body.operation.id);

  const refused = await retry();
  const taken = await world.request<{ nextStep: string }>("POST", "/v1/tenants", {
    body: { name: "acme", template: "supabase", placement: { cloud: "hetzner", region: "fsn1", size: "small" } },
  });

  expect(refused).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  expect(taken).toMatchObject({ status: 409, body: { code: "tenant_name_taken" } });
  expect(taken.body.nextStep).toContain("POST /v1/tenants/acme/retry");
});
