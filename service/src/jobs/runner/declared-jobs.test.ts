import type { Operation, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { HOST_PARAMS, TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { requestOperation } from "../../app/operations/request-operation.ts";
import { OperationRow } from "../../db/entities/operation.ts";
import { lockTenant } from "../../db/tenants.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { HOST_JOBS } from "../hosts/host-jobs.ts";
import { OPERATION_JOBS } from "./worker.ts";

const JOBS = [
  ...Object.entries(OPERATION_JOBS).map(([kind, job]) => ({ of: "tenant", kind, job })),
  ...Object.entries(HOST_JOBS).map(([kind, job]) => ({ of: "host", kind, job })),
];

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test.each(JOBS)(
  "$kind of a $of is declared under its kind, with stages from 0 to 100 that its steps enter",
  ({ kind, job }) => {
    const { begins } = job.stages;
    const names = begins.map(([stage]) => stage);
    const entered = job.steps.flatMap(({ stage }) => (stage === undefined ? [] : [stage]));

    expect(job.kind).toBe(kind);
    expect([begins[0], begins.at(-1)]).toEqual([
      ["initialise", 0],
      ["complete", 100],
    ]);
    expect(names).toEqual(expect.arrayContaining(entered));
    expect(entered).toEqual([...entered].sort((a, b) => names.indexOf(a) - names.indexOf(b)));
  },
);

test("what may be asked of a kind is what its job declares", () => {
  const declared = (of: string) =>
    Object.fromEntries(JOBS.filter((each) => each.of === of).map(({ kind, job }) => [kind, job.params]));

  expect(declared("tenant")).toEqual(TENANT_PARAMS);
  expect(declared("host")).toEqual(HOST_PARAMS);
});

test("a refresh verifies and pretends to build nothing", async () => {
  await signUp("looked-at");

  const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants/looked-at/refresh");
  const { stages, percent, status } = await world.ended(body.operation.id);

  expect({ status, percent }).toEqual({ status: "succeeded", percent: 100 });
  expect(stages.map(({ name }) => name)).toEqual(["initialise", "verify", "complete"]);
});

test("parameters that a kind does not know are refused where the operation is written", async () => {
  const tenant = await signUp("asked");
  const { app } = world.service;
  const ask = (work: Parameters<typeof requestOperation>[3]) =>
    app.db.transaction(async (em) => requestOperation(em, app, await lockTenant(em, tenant.id), work));

  await expect(ask({ kind: "refresh", params: { heal: true } })).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining(
      'the refresh cannot be carried out as asked for: params: Unrecognized key: "heal"',
    ),
  });
  await expect(ask({ kind: "backup" })).rejects.toThrow("this version carries out no such operation");
  expect((await world.request<Tenant>("GET", "/v1/tenants/asked")).body.status).toBe("active");
});

test("a worker that claims an operation whose parameters it does not know changes nothing and says so", async () => {
  const tenant = await signUp("claimed");
  const { app, db } = world.service;
  const before = world.engine.calls.length;

  const { id } = await db.transaction(async (em) => {
    const operation = await requestOperation(em, app, await lockTenant(em, tenant.id));
    await em.nativeUpdate(OperationRow, { id: operation.id }, { params: { later: 1 } as never });
    return operation;
  });
  app.queue.wake();

  expect(await world.ended(id)).toMatchObject({
    status: "failed",
    failure: { code: "invalid_request", reason: expect.stringContaining('Unrecognized key: "later"') },
  });
  expect(world.engine.calls.slice(before).filter((call) => call.startsWith("up"))).toEqual([]);
  expect((await world.request<Tenant>("GET", "/v1/tenants/claimed")).body).toMatchObject({
    status: "active",
    failure: null,
  });
});

async function signUp(name: string): Promise<Tenant> {
  const { body } = await world.signUp(name);
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  return body.tenant;
}
