import { FreeholdError, type Operation, type PlannedChange, type SettingChange, type Tenant } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { TenantRow } from "../db/entities/tenant.ts";
import { operationById } from "../db/operations.ts";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";

interface Changed {
  tenant: Tenant;
  operation: Operation | null;
  settings: SettingChange[];
}

const APPLY = "command:remote:Command";
const REPLACED: PlannedChange = {
  ...{ urn: "urn:server", type: "hcloud:index/server:Server", name: "tenant-machine-server", op: "replace" },
  ...{ because: ["location"], inputs: { labels: { "freehold-tenant": "t1" } } },
};

let world: World;
beforeAll(async () => {
  world = await makeWorld({ config: { approval: "one-person" } });
});
afterEach(() => {
  world.engine.failOn = null;
  world.engine.plan = [];
});
afterAll(() => world.close());

test("settings are changed by an update, are the tenant's once it has succeeded, and null takes one back to its default", async () => {
  await signUp("acme", { disableSignup: true, jwtExpirySec: 600 });

  const changed = await patch("acme", { jwtExpirySec: 900, disableSignup: null, smtpPassword: "canary-secret" });
  const operation = await ended(changed);
  const after = settingsOfRun();

  expect(changed).toMatchObject({ status: 202, body: { tenant: { name: "acme" }, operation: { kind: "update" } } });
  expect(changed.headers.get("location")).toBe(`/v1/operations/${operation.id}`);
  expect(changed.body.settings).toEqual([
    { setting: "disableSignup", from: "true", to: "false", takesEffect: "restart" },
    { setting: "jwtExpirySec", from: "600", to: "900", takesEffect: "restart" },
    { setting: "smtpPassword", from: "***", to: "***", takesEffect: "restart" },
  ]);
  expect(operation.status).toBe("succeeded");
  expect(after).toEqual({ jwtExpirySec: 900, smtpPassword: "canary-secret" });
  await heal("acme");
  expect(settingsOfRun()).toEqual(after);
});

test("an update of settings that fails leaves the tenant degraded with those of before, and a heal brings it back to them", async () => {
  await signUp("failing", { siteUrl: "https://a.example.com" });
  world.engine.failOn = { type: APPLY, error: new FreeholdError("workload_unhealthy", "auth does not start") };

  const failed = await ended(await patch("failing", { siteUrl: "https://b.example.com" }));
  const tried = settingsOfRun();
  const degraded = (await world.request<Tenant>("GET", "/v1/tenants/failing")).body;
  world.engine.failOn = null;
  await heal("failing");

  expect(tried).toEqual({ siteUrl: "https://b.example.com" });
  expect(failed.failure?.nextStep).toBe(
    `change the settings again, or heal the tenant (POST /v1/tenants/${degraded.id}/heal), which brings it back to those of before; when it happens again, choose a larger size`,
  );
  expect(degraded).toMatchObject({ status: "degraded", failure: failed.failure });
  expect(settingsOfRun()).toEqual({ siteUrl: "https://a.example.com" });
  expect((await world.request<Tenant>("GET", "/v1/tenants/failing")).body.status).toBe("active");
});

test("an update of settings that is cancelled while it runs leaves those of before", async () => {
  await signUp("cancelled", { siteUrl: "https://a.example.com" });
  const hold = world.engine.holdAt(APPLY);

  const changed = await patch("cancelled", { siteUrl: "https://b.example.com" });
  await hold.reached;
  await world.request("POST", `/v1/operations/${changed.body.operation?.id}/cancel`);
  hold.release();
  const operation = await ended(changed);
  await heal("cancelled");

  expect(operation).toMatchObject({ status: "cancelled", failure: { code: "cancelled" } });
  expect(settingsOfRun()).toEqual({ siteUrl: "https://a.example.com" });
});

test("settings that a gate refuses are brought about by the approval, and are not the tenant's before", async () => {
  await signUp("gated", {});
  world.engine.plan = [REPLACED];

  const refused = await ended(await patch("gated", { projectName: "Gated", smtpPassword: "kept-sealed" }));
  const untouched = await world.request<Tenant>("GET", "/v1/tenants/gated");
  const { body } = await world.request<{ approval: { id: string }; token: string }>(
    "POST",
    `/v1/operations/${refused.id}/approvals`,
    { body: { reason: "it is wanted" } },
  );
  const { body: applied } = await world.request<{ operation: Operation }>(
    "POST",
    `/v1/approvals/${body.approval.id}/apply`,
    { body: { token: body.token } },
  );

  expect(refused.failure?.code).toBe("approval_required");
  expect(untouched.body).toMatchObject({ status: "active", failure: null });
  expect(await world.ended(applied.operation.id)).toMatchObject({ status: "succeeded" });
  expect(settingsOfRun()).toEqual({ projectName: "Gated", smtpPassword: "kept-sealed" });
});

test("what the template cannot use is refused at its place, and nothing is changed", async () => {
  await signUp("refused", {}, "2024-ten");
  const calls = world.engine.calls.length;

  const { status, body } = await patch("refused", {
    ...{ colour: "red", shape: null, jwtExpirySec: 10, poolSize: 30, siteUrl: "example.com" },
  });

  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: "invalid_request",
    errors: expect.arrayContaining([
      { pointer: "/settings/shape", detail: expect.stringMatching(/^is not a setting/) },
      { pointer: "/settings/colour", detail: expect.stringMatching(/^is not a setting/) },
      { pointer: "/settings/jwtExpirySec", detail: 'must be a whole number from 60 to 604800, got "10"' },
      { pointer: "/settings/siteUrl", detail: expect.stringMatching(/^must be the URL of a page/) },
      { pointer: "/settings/poolSize", detail: expect.stringMatching(/^has no effect in supabase 2024-ten/) },
    ]),
  });
  expect(world.engine.calls).toHaveLength(calls);
});

test("a tenant that is being changed takes no settings", async () => {
  await signUp("busy", {});
  const hold = world.engine.holdAt(APPLY);

  const first = await patch("busy", { projectName: "One" });
  await hold.reached;
  const second = await patch("busy", { projectName: "Two" });
  hold.release();
  await ended(first);

  expect(second).toMatchObject({ status: 409, body: { code: "operation_in_progress" } });
  expect(settingsOfRun()).toEqual({ projectName: "One" });
});

test("settings and networks are one update; what acts no differently needs none", async () => {
  await signUp("both", {});

  const both = await world.request<Changed>("PATCH", "/v1/tenants/both", {
    body: { settings: { projectName: "Both" }, databaseAllowedFrom: ["192.0.2.0/24"] },
  });
  await ended(both);
  const same = await patch("both", { projectName: "Both", disableSignup: false });
  await heal("both");

  expect(both.body.tenant.databaseAllowedFrom).toEqual(["192.0.2.0/24"]);
  expect(world.engine.lastConfig["freehold-tenant:databaseAllowedFrom"]?.value).toBe('["192.0.2.0/24"]');
  expect(same).toMatchObject({ status: 202, body: { operation: null, settings: [] } });
  expect(settingsOfRun()).toEqual({ projectName: "Both", disableSignup: false });
});

test("a creation that failed is tried again with settings that were put right", async () => {
  world.engine.failOn = { type: APPLY, error: new FreeholdError("workload_unhealthy", "auth does not start") };
  const { body } = await world.request<Changed>("POST", "/v1/tenants", {
    body: { ...ACME, name: "unbuilt", settings: { projectName: "Wrong" } },
  });
  await world.ended(body.operation?.id ?? "");
  world.engine.failOn = null;

  const changed = await patch("unbuilt", { projectName: "Right" });
  const { body: retried } = await world.request<{ operation: Operation }>("POST", "/v1/tenants/unbuilt/retry");

  expect(changed).toMatchObject({ status: 202, body: { operation: null, settings: [{ setting: "projectName" }] } });
  expect(await world.ended(retried.operation.id)).toMatchObject({ status: "succeeded" });
  expect(settingsOfRun()).toEqual({ projectName: "Right" });
});

test("a preview says what would differ, when it acts and that it costs nothing, and changes nothing", async () => {
  const { id } = await signUp("foreseen", { smtpPassword: "of-before" });
  const before = await world.service.db.em().findOneOrFail(TenantRow, { id });

  const { status, body } = await world.request("POST", "/v1/tenants/foreseen/preview", {
    body: { settings: { smtpHost: "smtp.example.com", smtpPort: 25, smtpPassword: "of-after" } },
  });
  const idle = await world.request("POST", "/v1/tenants/foreseen/preview", { body: { settings: {} } });

  expect(status).toBe(200);
  expect(body).toEqual({
    settings: [
      { setting: "smtpHost", from: "", to: "smtp.example.com", takesEffect: "restart" },
      { setting: "smtpPort", from: "587", to: "25", takesEffect: "restart" },
      { setting: "smtpPassword", from: "***", to: "***", takesEffect: "restart" },
    ],
    resources: [
      { type: APPLY, name: "supabase-apply", op: "update" },
      { type: APPLY, name: "supabase-wait", op: "update" },
    ],
    costPerMonth: { before: { amount: 5.99, currency: "EUR" }, after: { amount: 5.99, currency: "EUR" } },
    updates: true,
    warnings: [expect.stringContaining("blocks the ports 25")],
    findings: [
      expect.objectContaining({ policy: "public-ssh", level: "warn" }),
      expect.objectContaining({ policy: "public-ssh", level: "warn" }),
    ],
  });
  expect(idle.body).toMatchObject({ settings: [], resources: [], updates: false });
  expect(await world.service.db.em().findOneOrFail(TenantRow, { id })).toEqual(before);
});

test("secrets among the settings are sealed with the operation, forgotten with its end, and in no entry of the audit log", async () => {
  const { id } = await signUp("sealed", {});
  const hold = world.engine.holdAt(APPLY);

  const changed = await patch("sealed", { smtpPassword: "canary-asked", smtpHost: "smtp.example.com" });
  await hold.reached;
  const em = world.service.db.em();
  const operation = await operationById(em, changed.body.operation?.id ?? "");
  hold.release();
  await ended(changed);
  const audit = await world.request<{ items: { detail: unknown }[] }>("GET", "/v1/audit?action=changeTenant&limit=1");

  expect(operation.settingsSealed).not.toBeNull();
  expect(JSON.stringify([operation, changed.body])).not.toContain("canary-asked");
  expect((await operationById(em, operation.id)).settingsSealed).toBeNull();
  expect(JSON.stringify(await em.findOneOrFail(TenantRow, { id }))).not.toContain("canary-asked");
  expect(audit.body.items[0]?.detail).toMatchObject({ fields: ["settings"] });
  expect(JSON.stringify(audit.body)).not.toContain("canary-asked");
});

async function signUp(name: string, settings: object, templateVersion?: string): Promise<Tenant> {
  const { body } = await world.request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
    body: { ...ACME, name, settings, ...(templateVersion !== undefined && { templateVersion }) },
  });
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  return body.tenant;
}

function patch(name: string, settings: object): Promise<Answer<Changed>> {
  return world.request<Changed>("PATCH", `/v1/tenants/${name}`, { body: { settings } });
}

function ended({ body }: Answer<Changed>): Promise<Operation> {
  return world.ended(body.operation?.id ?? "");
}

async function heal(name: string): Promise<void> {
  const { body } = await world.request<{ operation: Operation }>("POST", `/v1/tenants/${name}/heal`);
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
}

/** The settings that the stack was last run with. */
function settingsOfRun(): unknown {
  return JSON.parse(world.engine.lastConfig["freehold-tenant:settings"]?.value ?? "null");
}
