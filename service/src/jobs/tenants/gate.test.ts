import type { Approval, IssuedApiKey, MemberCreated, Operation, PlannedChange, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { requestOperation } from "../../app/operations/request-operation.ts";
import { change } from "../../db/kernel/em.ts";
import { findTenant } from "../../db/tenants.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";

const REPLACED: PlannedChange = {
  urn: "urn:pulumi:t::freehold-tenant::hcloud:index/server:Server::tenant-machine-server",
  type: "hcloud:index/server:Server",
  name: "tenant-machine-server",
  op: "replace",
  because: ["location"],
  inputs: { location: "nbg1", labels: { "freehold-tenant": "t1" } },
};
const DELETED: PlannedChange = {
  ...REPLACED,
  urn: "urn:volume",
  type: "hcloud:index/volume:Volume",
  name: "data",
  op: "delete",
};

let world: World;
/** Of a second person: who approves does not apply. */
let otherKey: string;
beforeAll(async () => {
  world = await makeWorld({ config: { policies: { publicSsh: "warn", maxPrice: [{ amount: 9, currency: "EUR" }] } } });
  const { body } = await world.request<MemberCreated>("POST", "/v1/members", {
    body: { name: "Second", email: "second@example.com", role: "member" },
  });
  otherKey = body.apiKey?.key ?? "";
});
afterAll(() => world.close());

/** Begins an update, as a change of a domain does, and waits for its end. */
async function update(name: string): Promise<Operation> {
  const { app, db } = world.service;
  const tenant = await findTenant(db.em(), "default", name);
  if (tenant === null) throw new Error(`no tenant ${name}`);
  const { id } = await db.transaction((em) => requestOperation(em, app, tenant));
  app.queue.wake();
  return world.ended(id);
}

const active = async (name: string): Promise<void> =>
  void (await world.ended((await world.signUp(name)).body.operation.id));
const statusOf = async (name: string): Promise<string> =>
  (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body.status;
const approve = (operationId: string, body: object = { reason: "moved with the customer's consent" }) =>
  world.request<{ approval: Approval; token: string }>("POST", `/v1/operations/${operationId}/approvals`, { body });
const apply = (id: string, token: string, key = otherKey) =>
  world.request<{ operation: Operation }>("POST", `/v1/approvals/${id}/apply`, { key, body: { token } });

test("an update that would replace a machine changes nothing, reports its plan, and continues with an approval", async () => {
  await active("acme");
  world.engine.plan = [REPLACED];
  const before = world.engine.calls.length;

  const refused = await update("acme");

  expect(refused).toMatchObject({
    status: "failed",
    failure: {
      code: "approval_required",
      reason: expect.stringContaining('replace hcloud:index/server:Server "tenant-machine-server"'),
    },
    plan: { changes: [REPLACED], needsApproval: [{ urn: REPLACED.urn, op: "replace" }] },
  });
  expect(world.engine.calls.slice(before)).toEqual(["preview tenant"]);
  expect(await statusOf("acme")).toBe("active");

  const { status, body } = await approve(refused.id);
  expect(status).toBe(201);
  const accepted = await apply(body.approval.id, body.token);
  expect(accepted.status).toBe(202);
  expect(await world.ended(accepted.body.operation.id)).toMatchObject({ status: "succeeded" });
  expect(world.engine.calls.slice(before)).toEqual(["preview tenant", "preview tenant", "up tenant", "up tenant"]);
  expect(world.engine.lastConfig["freehold-tenant:protect"]?.value).toBe("true");

  const again = await apply(body.approval.id, body.token);
  expect(again).toMatchObject({ status: 409, body: { code: "approval_invalid" } });
  expect(JSON.stringify((await world.request("GET", "/v1/approvals")).body)).not.toContain(body.token);
});

test("who approves does not apply, with whatever key of theirs, unless the policy lets one person do both", async () => {
  await active("alone");
  world.engine.plan = [REPLACED];
  const { body } = await approve((await update("alone")).id);
  const { app, adminKey } = world.service;
  const second = await world.request<{ apiKey: IssuedApiKey }>("POST", "/v1/api-keys", { body: { name: "second" } });
  const third = await world.request<{ apiKey: IssuedApiKey }>("POST", "/v1/api-keys", {
    ...{ key: second.body.apiKey.key ?? "", body: { name: "third" } },
  });

  const refused = [];
  for (const key of [adminKey, second.body.apiKey.key, third.body.apiKey.key])
    refused.push(await apply(body.approval.id, body.token, key ?? ""));
  app.oneMayApproveAndApply = true;
  const allowed = await apply(body.approval.id, body.token, adminKey);
  app.oneMayApproveAndApply = false;

  for (const answer of refused)
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "forbidden", detail: expect.stringContaining("it takes two") },
    });
  expect(allowed.status).toBe(202);
  await world.ended(allowed.body.operation.id);
});

test("an approval covers what it was given for and nothing else", async () => {
  await active("beta");
  world.engine.plan = [REPLACED];
  const { body } = await approve((await update("beta")).id);
  world.engine.plan = [REPLACED, DELETED];

  const { body: accepted } = await apply(body.approval.id, body.token);

  expect(await world.ended(accepted.operation.id)).toMatchObject({
    status: "failed",
    failure: {
      code: "approval_required",
      reason: expect.stringMatching(/would delete hcloud:index\/volume:Volume "data";/),
    },
  });
});

test("a wrong token, one that has ended and an operation that needs none are refused", async () => {
  await active("gamma");
  world.engine.plan = [];
  const fine = await update("gamma");
  expect(await approve(fine.id)).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  world.engine.plan = [DELETED];
  const refused = await update("gamma");
  const { body } = await approve(refused.id);

  expect(await apply(body.approval.id, "fha_wrong")).toMatchObject({ status: 409, body: { code: "approval_invalid" } });
  await change(world.service.db.em(), "update approvals set expires_at = now() where id = ?", [body.approval.id]);
  expect(await apply(body.approval.id, body.token)).toMatchObject({
    status: 409,
    body: { code: "approval_invalid", detail: expect.stringContaining("it ended at") },
  });
  expect(await approve(refused.id, { reason: "x" })).toMatchObject({ status: 400 });
});

test("what a policy denies is refused with the policy's name, at a signup and at an update", async () => {
  const large = { ...ACME, name: "delta", placement: { ...ACME.placement, size: "xlarge" } };

  const preview = await world.request<{ findings: object[] }>("POST", "/v1/tenants/preview", { body: large });
  const signup = await world.request("POST", "/v1/tenants", { body: large });

  expect(preview.body.findings).toContainEqual(expect.objectContaining({ policy: "price-ceiling", level: "deny" }));
  expect(signup).toMatchObject({
    status: 422,
    body: {
      code: "policy_denied",
      detail: expect.stringMatching(/^price-ceiling: .* EUR a month is more than 9\.00 EUR/),
    },
  });

  await active("epsilon");
  world.engine.plan = [{ ...REPLACED, op: "create", inputs: {} }];
  expect(await update("epsilon")).toMatchObject({
    failure: { code: "policy_denied", reason: expect.stringContaining("labelled-resources") },
  });
  expect(await statusOf("epsilon")).toBe("active");
});
