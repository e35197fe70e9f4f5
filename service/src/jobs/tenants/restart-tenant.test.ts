import { FreeholdError, type Operation, type OperationEvent, type StackOutputs, type Tenant } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { requestOperation } from "../../app/operations/request-operation.ts";
import { openOutputs, sealOutputs } from "../../app/secrets/sealed.ts";
import { OperationRow } from "../../db/entities/operation.ts";
import { TenantRow } from "../../db/entities/tenant.ts";
import { eventsAfter } from "../../db/operation-events.ts";
import { tenantById } from "../../db/tenants.ts";
import { type FakeAnswer, type FakeHost, startFakeHost } from "../../testing/fake-host.ts";
import { makeWorld, type World } from "../../testing/world.ts";

const SECRET = "canary-service-role-key";

let world: World;
let machine: FakeHost;
beforeAll(async () => {
  [world, machine] = await Promise.all([makeWorld(), startFakeHost()]);
});
afterEach(() => {
  machine.respond = null;
  machine.commands.length = 0;
});
afterAll(async () => {
  await world.close();
  await machine.close();
});

test("a restart acts on the machine alone, says what it says, and ends with a tenant that is reached", async () => {
  await signUp("acme");
  machine.respond = answers({ "hostctl restart supabase": { code: 0, text: "restarted supabase" } });
  const calls = world.engine.calls.length;

  const { operation, events } = await restart("acme");

  expect(operation).toMatchObject({ kind: "restart", status: "succeeded", percent: 100 });
  expect(operation.stages.map(({ name }) => name)).toEqual(["initialise", "provision", "verify", "complete"]);
  expect(machine.commands).toEqual(["hostctl restart supabase", "hostctl wait supabase --timeout 900"]);
  expect(logsOf(events)).toContain("restarted supabase");
  expect(world.engine.calls.slice(calls)).toEqual([]);
  expect(await tenant("acme")).toMatchObject({ status: "active", failure: null });
});

test("a machine whose hostctl does not know the verb pauses and resumes", async () => {
  await signUp("older");
  machine.respond = answers({ "hostctl restart supabase": { code: 64, text: "hostctl: unknown verb restart" } });

  const { operation } = await restart("older");

  expect(operation.status).toBe("succeeded");
  expect(machine.commands.slice(1, 3)).toEqual(["hostctl pause supabase", "hostctl resume supabase"]);
});

test("what the machine writes is kept without secrets and within bounds", async () => {
  await signUp("talking");
  const lines = [`key ${SECRET}`, "\u001b[31mred\u001b[0m", "x".repeat(2_000), ...Array(400).fill("y".repeat(200))];
  machine.respond = answers({ "hostctl restart supabase": { code: 0, text: lines.join("\n") } });

  const { events } = await restart("talking");

  const logs = logsOf(events);
  expect(logs.slice(0, 2)).toEqual(["key ***", "red"]);
  expect(logs[2]).toBe(`${"x".repeat(500)}…`);
  expect(logs.join("").length).toBeLessThan(40_000);
  expect(logs).toContainEqual(expect.stringMatching(/^… and \d+ more lines, which are not kept$/));
  expect(JSON.stringify(events)).not.toContain(SECRET);
});

test("a machine that cannot be reached fails the restart, and the tenant is as it was", async () => {
  const { id } = await signUp("cut-off");
  await machine.die();

  const { operation } = await restart("cut-off");
  await machine.comeBack();

  expect(operation).toMatchObject({
    status: "failed",
    failure: { code: "machine_unreachable", reason: expect.stringContaining("cannot be reached by SSH") },
  });
  expect(operation.failure?.nextStep).toContain("check that the host runs");
  expect(await tenant(id)).toMatchObject({ status: "active", failure: null });
});

test("services that do not start leave the tenant degraded with what the machine said last, and a restart that works makes it active", async () => {
  const { id } = await signUp("broken");
  machine.respond = answers({ "hostctl restart supabase": { code: 75, text: "kong is unhealthy" } });

  const { operation } = await restart("broken");
  const degraded = await tenant("broken");
  machine.respond = null;

  expect(operation.failure).toMatchObject({
    code: "workload_unhealthy",
    reason: "`hostctl restart supabase` ended with 75: kong is unhealthy",
    nextStep: expect.stringContaining(`POST /v1/tenants/${id}/restart`),
  });
  expect(machine.commands).toEqual(["hostctl restart supabase", "hostctl resume supabase"]);
  expect(degraded).toMatchObject({ status: "degraded", failure: operation.failure });
  expect((await restart("broken")).operation.status).toBe("succeeded");
  expect(await tenant("broken")).toMatchObject({ status: "active", failure: null });
});

test("a restart finishes no change of the stack that was left half-way: the tenant stays degraded until it is healed", async () => {
  await signUp("half-way");
  world.engine.failOn = {
    type: "command:remote:Command",
    error: new FreeholdError("engine_failed", "the update was cut off"),
  };
  const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants/half-way/heal");
  const { failure } = await world.ended(body.operation.id);
  world.engine.failOn = null;

  expect((await restart("half-way")).operation.status).toBe("succeeded");
  expect(await tenant("half-way")).toMatchObject({ status: "degraded", failure });
});

test("a restart that is cancelled starts what it may have stopped, and the tenant is as it was", async () => {
  await signUp("called-off");
  const reached = Promise.withResolvers<void>();
  const over = Promise.withResolvers<FakeAnswer>();
  machine.respond = async (command) => {
    if (command !== "hostctl restart supabase") return undefined;
    reached.resolve();
    return over.promise;
  };

  const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants/called-off/restart");
  await reached.promise;
  await world.request("POST", `/v1/operations/${body.operation.id}/cancel`);
  const operation = await world.ended(body.operation.id);
  over.resolve({ code: 0, text: "too late" });

  expect(operation.status).toBe("cancelled");
  expect(machine.commands).toEqual(["hostctl restart supabase", "hostctl resume supabase"]);
  expect(await tenant("called-off")).toMatchObject({ status: "active", failure: null });
});

test("a restart whose worker died is carried out again by the next one", async () => {
  const { id } = await signUp("resumed");
  const { db, app } = world.service;
  const { id: operationId } = await db.transaction(async (em) => {
    await em.nativeUpdate(TenantRow, { id }, { status: "updating" });
    const operation = await requestOperation(em, app, await tenantById(em, id), { kind: "restart" });
    await em.nativeUpdate(OperationRow, { id: operation.id }, { attempts: 1 });
    return operation;
  });
  app.queue.wake();

  expect(await world.ended(operationId)).toMatchObject({ status: "succeeded" });
  expect(machine.commands[0]).toBe("hostctl restart supabase");
  expect(await tenant("resumed")).toMatchObject({ status: "active" });
});

test("only a tenant that lives is restarted, and only one change of it at a time", async () => {
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const { body } = await world.signUp("unborn");
  await hold.reached;

  const answer = await world.request("POST", "/v1/tenants/unborn/restart");
  hold.release();
  await world.ended(body.operation.id);

  expect(answer).toMatchObject({ status: 409, body: { code: "operation_in_progress" } });
});

/** Signs a tenant up whose machine is the fake one. */
async function signUp(name: string): Promise<Tenant> {
  const { body } = await world.signUp(name);
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  const { app, db } = world.service;
  const row = await tenantById(db.em(), body.tenant.id);
  const outputs = openOutputs(app.envelope, row) as StackOutputs;
  const { privateKey, ...ssh } = machine.connection;
  const here: StackOutputs = {
    ...{ ...outputs, machine: { ...outputs.machine, ssh }, sshPrivateKey: privateKey },
    credentials: { ...outputs.credentials, serviceRoleKey: SECRET },
  };
  await db.em().nativeUpdate(TenantRow, { id: row.id }, { outputsSealed: sealOutputs(app.envelope, row.id, here) });
  return body.tenant;
}

async function restart(name: string): Promise<{ operation: Operation; events: OperationEvent[] }> {
  const { status, body } = await world.request<{ operation: Operation }>("POST", `/v1/tenants/${name}/restart`);
  expect(status).toBe(202);
  const operation = await world.ended(body.operation.id);
  return { operation, events: await eventsAfter(world.service.db.em(), operation.id, 0) };
}

async function tenant(name: string): Promise<Tenant> {
  return (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body;
}

function logsOf(events: readonly OperationEvent[]): string[] {
  return events.flatMap((event) => (event.kind === "log" ? [event.message] : []));
}

function answers(known: Record<string, FakeAnswer>): FakeHost["respond"] {
  return async (command) => known[command];
}
