import type { Organization } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeCustomer } from "../testing/customer.ts";
import { ACME, makeWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test("an organization begins with an owner whose key works at once", async () => {
  const customer = await makeCustomer(world, "initech", "basic");

  const own = await customer.request("GET", "/v1/organizations");
  const members = await customer.request("GET", "/v1/members");

  expect(own.body).toEqual({
    nextCursor: null,
    items: [
      expect.objectContaining({
        id: customer.id,
        name: "initech",
        tier: "basic",
        quotas: { tenants: { limit: 5, used: 0 }, machines: { limit: 5, used: 0 } },
      }),
    ],
  });
  expect(members.body).toMatchObject({
    items: [{ id: customer.ownerId, role: "owner", email: "owner@initech.example.com" }],
  });
});

test("a signup beyond the quota says how much there is and who can raise it", async () => {
  const customer = await makeCustomer(world, "hooli", "free");
  const first = await customer.request("POST", "/v1/tenants", { body: { ...ACME, name: "hooli-one" } });

  const second = await customer.request("POST", "/v1/tenants", { body: { ...ACME, name: "hooli-two" } });
  await world.request("PATCH", "/v1/organizations/hooli", { body: { quotas: { tenants: 2, machines: 2 } } });
  const third = await customer.request("POST", "/v1/tenants", { body: { ...ACME, name: "hooli-two" } });

  expect(first.status).toBe(202);
  expect(second).toMatchObject({
    status: 403,
    body: {
      code: "quota_exceeded",
      detail: 'organization "hooli" (tier free) may have 1 tenants and has 1',
      nextStep: expect.stringContaining("PATCH /v1/organizations/hooli"),
    },
  });
  expect(third.status).toBe(202);
  await customer.destroyAll();
});

test("signups at once do not exceed the quota together", async () => {
  const customer = await makeCustomer(world, "crowd", "basic");

  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, index) =>
      customer.request("POST", "/v1/tenants", { body: { ...ACME, name: `crowd-${index}` } }),
    ),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 202, 403, 403, 403, 403]);
  await customer.destroyAll();
});

test("a slot on a shared host counts as a tenant and not as a machine", async () => {
  const customer = await makeCustomer(world, "slotted", "free");
  await world.request("PATCH", "/v1/organizations/slotted", { body: { quotas: { machines: 0 } } });

  const machine = await customer.request("POST", "/v1/tenants", { body: { ...ACME, name: "slotted-a" } });
  const slot = await customer.request("POST", "/v1/tenants", {
    body: { ...ACME, name: "slotted-b", placement: { cloud: "docker", region: "local", size: "small" } },
  });

  expect(machine.body).toMatchObject({ code: "quota_exceeded", detail: expect.stringContaining("0 machines") });
  expect(slot.body).not.toMatchObject({ code: "quota_exceeded" });
  await customer.destroyAll();
});

test("an organization is removed when it has nothing any more; its keys end and its name is free", async () => {
  const customer = await makeCustomer(world, "gone-corp");
  await customer.tenant("gone-one");

  const early = await world.request("DELETE", "/v1/organizations/gone-corp");
  await customer.destroyAll();
  const removed = await world.request("DELETE", `/v1/organizations/${customer.id}`);
  const afterwards = await customer.request("GET", "/v1/members");
  const again = await makeCustomer(world, "gone-corp");

  expect(early).toMatchObject({ status: 409, body: { code: "organization_in_use" } });
  expect(removed.status).toBe(200);
  expect(afterwards.status).toBe(401);
  expect(again.id).not.toBe(customer.id);
});

test("a name is one organization's alone, and the operator's own stays", async () => {
  await makeCustomer(world, "unique-corp");

  const second = await world.request("POST", "/v1/organizations", { body: { name: "unique-corp" } });
  const renamed = await world.request("PATCH", "/v1/organizations/default", { body: { name: "unique-corp" } });
  const own = await world.request("DELETE", "/v1/organizations/default");

  expect(second).toMatchObject({ status: 409, body: { code: "organization_name_taken" } });
  expect(renamed).toMatchObject({ status: 409, body: { code: "organization_name_taken" } });
  expect(own).toMatchObject({ status: 409, body: { code: "organization_in_use" } });
});

test("the operator acts for an organization by header, and nobody else does", async () => {
  const customer = await makeCustomer(world, "helped");
  const other = await makeCustomer(world, "curious");
  const acting = { "Freehold-Organization": "helped" };

  const signup = await world.request("POST", "/v1/tenants", {
    body: { ...ACME, name: "helped-one" },
    headers: acting,
  });
  const theirs = await customer.request("GET", "/v1/tenants/helped-one");
  const operators = await world.request("GET", "/v1/tenants/helped-one");
  const refused = await other.request("GET", "/v1/tenants", { headers: acting });
  const unknown = await world.request("GET", "/v1/tenants", { headers: { "Freehold-Organization": "nobody" } });

  expect(signup.status).toBe(202);
  expect(theirs.status).toBe(200);
  expect(operators.status).toBe(404);
  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
  await customer.destroyAll();
});

test("a repeated request makes no second organization, and does not show the key again", async () => {
  const request = {
    body: { name: "once-corp", owner: { name: "O", email: "o@once.example.com" } },
    headers: { "Idempotency-Key": "once-corp" },
  };

  const first = await world.request<{ organization: Organization }>("POST", "/v1/organizations", request);
  const second = await world.request<{ organization: Organization }>("POST", "/v1/organizations", request);
  const kept = await world.service.db.em().execute("select body::text from idempotency_keys");

  expect(first.body).toMatchObject({ apiKey: { key: expect.stringMatching(/^fh_[0-9A-Za-z]{46}$/) } });
  expect(second.body).toMatchObject({ organization: { id: first.body.organization.id }, apiKey: { key: null } });
  expect(JSON.stringify(kept)).toContain("once-corp");
  expect(JSON.stringify(kept)).not.toMatch(/fh_[0-9A-Za-z]{46}/);
});
