import type { Operation, Tenant } from "@freehold/model";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { pino } from "pino";
import type { OperationRow } from "../../db/entities/operation.ts";
import { TenantRow } from "../../db/entities/tenant.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";
import { recordTemplateVersions } from "./record-template-versions.ts";
import { templateVersionOf } from "./template-version.ts";
import { tenantStack } from "./tenant-stack.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.engine.inState = {};
});

test("a tenant is of the version that its signup chose, and every update runs with it", async () => {
  const chosen = await signUp("chosen", "2024-ten");
  const unasked = await signUp("unasked");

  expect(chosen.templateVersion).toBe("2024-ten");
  expect(unasked.templateVersion).toBe("0.7.0");
  expect(await heal("chosen")).toMatchObject({ status: "succeeded" });
  expect(world.engine.lastConfig["freehold-tenant:templateVersion"]?.value).toBe("2024-ten");
});

test("a version that the template has not is refused before anything is written", async () => {
  const { status, body } = await world.request("POST", "/v1/tenants", {
    body: { ...ACME, name: "unheard", templateVersion: "0.8.0" },
  });

  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: "invalid_request",
    errors: [{ pointer: "/templateVersion", detail: 'must be one of 0.7.0, 2024-ten, got "0.8.0"' }],
  });
});

test("a setting that the version has not is refused at the signup, rather than accepted and idle", async () => {
  const settings = { poolSize: 30, emailAutoconfirm: true };
  const body = { ...ACME, name: "pooled", templateVersion: "2024-ten", settings };

  const refused = await world.request("POST", "/v1/tenants", { body });
  const taken = await world.request("POST", "/v1/tenants/preview", { body: { ...body, templateVersion: "0.7.0" } });

  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    errors: [{ pointer: "/settings/poolSize", detail: "has no effect in supabase 2024-ten, only in 0.7.0" }],
  });
  expect(taken).toMatchObject({ status: 200, body: { warnings: [] } });
});

test("a tenant whose template is in no folder any more is destroyed without its workload's files", async () => {
  const { id } = await signUp("orphaned");
  await world.service.db.em().execute("update tenants set template = 'gone' where id = ?", [id]);

  const { body } = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/orphaned");

  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
  expect(world.engine.lastConfig["freehold-tenant:withoutWorkload"]?.value).toBe("true");
});

test("tenants of before the version was recorded get the one of their outputs, else of their state", async () => {
  const [built, stated, silent] = [await signUp("built", "2024-ten"), await signUp("stated"), await signUp("silent")];
  await forget(built.id, {});
  await forget(stated.id, { outputsSealed: null });
  world.engine.inState = { workload: { template: "supabase", version: "2024-ten" } };

  await recordTemplateVersions(world.service.app, world.engine, pino({ level: "silent" }));
  world.engine.inState = {};
  await forget(silent.id, { outputsSealed: null });
  await recordTemplateVersions(world.service.app, world.engine, pino({ level: "silent" }));

  expect(await versionOf("built")).toBe("2024-ten");
  expect(await versionOf("stated")).toBe("2024-ten");
  expect(await versionOf("silent")).toBeNull();
});

test("a create that a process of before the version was recorded has begun goes on with the default of then", async () => {
  const { id } = await signUp("begun");
  await forget(id, { outputsSealed: null });
  const tenant = await world.service.db.em().findOneOrFail(TenantRow, { id });
  const { app } = world.service;
  const engine = { ...world.engine, stackExists: async () => true };
  const create = { id: "op1", kind: "create" } as OperationRow;

  const version = await templateVersionOf({ app, engine, operation: create, tenant }, tenantStack(tenant), "up");

  expect(version).toBe("0.7.0");
  expect(await versionOf("begun")).toBe("0.7.0");
});

test("an update of a tenant whose version nobody knows is refused and guesses none; its destroy works", async () => {
  const { id } = await signUp("nameless");
  await forget(id, { outputsSealed: null });
  const ups = () => world.engine.calls.filter((call) => call === "up tenant").length;
  const before = ups();

  const healed = await heal("nameless");

  expect(healed).toMatchObject({ status: "failed", failure: { code: "template_version_unknown" } });
  expect(ups()).toBe(before);
  expect(await versionOf("nameless")).toBeNull();
  const { body } = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/nameless");
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
});

test("a version on the row whose PostgreSQL cannot read the data is refused with what to do", async () => {
  const { id } = await signUp("upgraded", "2024-ten");
  await world.service.db.em().nativeUpdate(TenantRow, { id }, { templateVersion: "0.7.0" });

  expect((await heal("upgraded")).failure).toEqual({
    code: "template_not_available",
    reason: expect.stringMatching(/must stay 2024-ten, from which no upgrade leads to 0\.7\.0: .*PostgreSQL 15's/),
    nextStep: "sign a new tenant up with the version, and bring the data over",
  });
});

async function signUp(name: string, templateVersion?: string): Promise<Tenant> {
  const { body } = await world.request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
    body: { ...ACME, name, ...(templateVersion !== undefined && { templateVersion }) },
  });
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  return body.tenant;
}

async function heal(name: string): Promise<Operation> {
  const { body } = await world.request<{ operation: Operation }>("POST", `/v1/tenants/${name}/heal`);
  return world.ended(body.operation.id);
}

/** Makes of a tenant's row one of before the version was recorded. */
async function forget(id: string, changes: { outputsSealed?: null }): Promise<void> {
  await world.service.db.em().nativeUpdate(TenantRow, { id }, { templateVersion: null, ...changes });
}

async function versionOf(name: string): Promise<string | null> {
  return (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body.templateVersion;
}
