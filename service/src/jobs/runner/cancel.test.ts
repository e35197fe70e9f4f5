import type { Operation, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld({ config: { workers: 1 } });
});
afterAll(() => world.close());

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

test("a running create that is cancelled removes what it made and ends as cancelled", async () => {
  const hold = world.engine.holdAt("command:remote:Command");
  const { body } = await world.signUp("acme");
  await hold.reached;

  const cancel = await world.request<Operation>("POST", `/v1/operations/${body.operation.id}/cancel`);
  const operation = await world.ended(body.operation.id);
  const tenant = await world.request<Tenant>("GET", "/v1/tenants/acme");

  expect(cancel).toMatchObject({ status: 202, body: { status: "running" } });
  expect(operation).toMatchObject({ status: "cancelled", failure: { code: "cancelled" } });
  expect(tenant.body).toMatchObject({ status: "failed", failure: { code: "cancelled" } });
  expect(await world.leftovers()).toEqual(["ports"]);
});

test("the cancelled tenant can be destroyed, which gives its ports back", async () => {
  const destroy = await world.request<Accepted>("DELETE", "/v1/tenants/acme");
  const operation = await world.ended(destroy.body.operation.id);

  expect(operation.status).toBe("succeeded");
  expect(await world.leftovers()).toEqual([]);
});

test("a waiting create that is cancelled ends at once and never begins", async () => {
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const first = await world.signUp("first");
  await hold.reached;
  const waiting = await world.signUp("waiting");

  const cancel = await world.request<Operation>("POST", `/v1/operations/${waiting.body.operation.id}/cancel`);
  hold.release();
  await world.ended(first.body.operation.id);

  expect(cancel.body).toMatchObject({ status: "cancelled", startedAt: null, failure: { code: "cancelled" } });
  for (const name of ["first", "waiting"]) {
    const { body } = await world.request<Accepted>("DELETE", `/v1/tenants/${name}`);
    await world.ended(body.operation.id);
  }
  expect(await world.leftovers()).toEqual([]);
});

test("a waiting refresh that is cancelled says that nothing was changed, and the tenant stays as it is", async () => {
  const lives = await world.signUp("lives");
  await world.ended(lives.body.operation.id);
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const first = await world.signUp("first");
  await hold.reached;
  const waiting = await world.request<Accepted>("POST", "/v1/tenants/lives/refresh");

  const cancel = await world.request<Operation>("POST", `/v1/operations/${waiting.body.operation.id}/cancel`);
  hold.release();
  await world.ended(first.body.operation.id);

  expect(cancel.body.failure).toEqual({
    code: "cancelled",
    reason: "the operation was cancelled before it began; nothing was changed",
    nextStep: `refresh the tenant again (POST /v1/tenants/${lives.body.tenant.id}/refresh) when it is wanted after all`,
  });
  expect((await world.request<Tenant>("GET", "/v1/tenants/lives")).body).toMatchObject({
    status: "active",
    failure: null,
  });
  for (const name of ["first", "lives"]) {
    const { body } = await world.request<Accepted>("DELETE", `/v1/tenants/${name}`);
    await world.ended(body.operation.id);
  }
});

test.each([
  ["allocate", "hcloud:index/sshKey:SshKey"],
  ["allocate", "hcloud:index/server:Server"],
  ["configure", "cloudflare:index/dnsRecord:DnsRecord"],
  ["provision", "command:remote:Command"],
])(
  "a tenant that is destroyed while its create is in stage %s (at %s) is cancelled first, then destroyed",
  async (_stage, type) => {
    const hold = world.engine.holdAt(type);
    const created = await world.signUp("shortlived");
    await hold.reached;

    const destroy = await world.request<Accepted>("DELETE", "/v1/tenants/shortlived");
    const [create, destroyed] = [
      await world.ended(created.body.operation.id),
      await world.ended(destroy.body.operation.id),
    ];
    const tenant = await world.request<Tenant>("GET", `/v1/tenants/${created.body.tenant.id}`);

    expect(destroy.body.operation).toMatchObject({ kind: "destroy", status: "queued" });
    expect(create.status).toBe("cancelled");
    expect(destroyed.status).toBe("succeeded");
    expect(tenant.body.status).toBe("destroyed");
    expect(await world.leftovers()).toEqual([]);
  },
);

test("an operation that has ended, and a destroy, cannot be cancelled", async () => {
  const created = await world.signUp("settled");
  await world.ended(created.body.operation.id);
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const destroy = await world.request<Accepted>("DELETE", "/v1/tenants/settled");
  await hold.reached;

  const ended = await world.request("POST", `/v1/operations/${created.body.operation.id}/cancel`);
  const destroying = await world.request("POST", `/v1/operations/${destroy.body.operation.id}/cancel`);
  hold.release();
  await world.ended(destroy.body.operation.id);

  expect(ended).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  expect(destroying).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
});
