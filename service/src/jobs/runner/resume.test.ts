import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FreeholdError, type Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openDatabase } from "../../db/kernel/database.ts";
import { createFakeCloud, createFakeEngine, type FakeCloud } from "../../testing/fake-engine.ts";
import { inFolder } from "../../testing/warm-cluster.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { createLeaseOwner, formatOwner } from "./lease-owner.ts";

let home: string;
let cloud: FakeCloud;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "freehold-resume-"));
  cloud = createFakeCloud();
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A service on the same home and the same cloud as the one before. */
async function startOn(kept: FakeCloud, leaseSec = 30): Promise<World> {
  const database = await inFolder(path.join(home, "db"));
  return makeWorld({ home, database, engine: createFakeEngine(kept), config: { leaseSec, capacityRetrySec: 2 } });
}

/** Makes the database look as if the service had been killed while the operation ran. */
async function killed(operationId: string, owner: string, leaseUntil: string): Promise<void> {
  const db = await openDatabase(await inFolder(path.join(home, "db")));
  await db.em().execute(
    `update operations set status = 'running', lease_owner = ?, lease_until = ${leaseUntil}, attempts = 1, fencing_token = 1
      where id = ?`,
    [owner, operationId],
  );
  await db.em().execute("delete from queue.job");
  await db.close();
}

const DEAD_HERE = formatOwner({ ...createLeaseOwner(), pid: 2 ** 22 + 1, began: "1", instance: "dead" });
const ELSEWHERE = formatOwner({ host: "elsewhere", pid: 1, began: "1", instance: "other" });

async function interruptedCreate(): Promise<string> {
  const world = await startOn(cloud);
  const hold = world.engine.holdAt("command:remote:Command");
  const { body } = await world.signUp("acme");
  await hold.reached;
  await world.close();
  return body.operation.id;
}

test("a create that a shutdown cut off resumes at the next start and ends with one of everything", async () => {
  const operationId = await interruptedCreate();

  const world = await startOn(cloud);
  const operation = await world.ended(operationId);

  expect(operation).toMatchObject({ status: "succeeded", kind: "create" });
  expect(world.engine.calls).toEqual(["recover tenant create", "up tenant"]);
  expect([...cloud.resources].filter((item) => item.includes("acme-server"))).toHaveLength(1);
  await world.close();
});

test("a create whose service was killed is taken over at once when the process is proven dead", async () => {
  const operationId = await interruptedCreate();
  await killed(operationId, DEAD_HERE, "now() + interval '1 hour'");

  const world = await startOn(cloud);
  const operation = await world.ended(operationId);
  const tenant = await world.request<Tenant>("GET", "/v1/tenants/acme");

  expect(operation.status).toBe("succeeded");
  expect(tenant.body.status).toBe("active");
  expect(world.engine.calls[0]).toBe("recover tenant create");
  await world.close();
});

test("an operation of another host waits for the end of its lease and the grace after it", async () => {
  const operationId = await interruptedCreate();
  await killed(operationId, ELSEWHERE, "now() + interval '1 hour'");

  const world = await startOn(cloud, 1);
  const atStart = await world.request("GET", `/v1/operations/${operationId}`);
  await world.service.db.em().execute("update operations set lease_until = now() where id = ?", [operationId]);
  const operation = await world.ended(operationId);

  expect(atStart.body).toMatchObject({ status: "running" });
  expect(operation.status).toBe("succeeded");
  await world.close();
});

test("an operation that was being undone goes on being undone, not built", async () => {
  const operationId = await interruptedCreate();
  await killed(operationId, DEAD_HERE, "now()");
  const db = await openDatabase(await inFolder(path.join(home, "db")));
  await db
    .em()
    .execute("update operations set failure = ?::jsonb where id = ?", [
      JSON.stringify({ code: "workload_unhealthy", reason: "no answer", nextStep: "wait" }),
      operationId,
    ]);
  await db.close();

  const world = await startOn(cloud);
  const operation = await world.ended(operationId);

  expect(operation).toMatchObject({
    status: "failed",
    failure: { code: "workload_unhealthy", reason: "no answer" },
  });
  expect(world.engine.calls).not.toContain("up tenant");
  expect([...cloud.resources].filter((item) => item.startsWith("t"))).toEqual([]);
  await world.close();
});

test("a create that was being undone for want of a machine goes on elsewhere", async () => {
  const operationId = await interruptedCreate();
  await killed(operationId, DEAD_HERE, "now()");
  const db = await openDatabase(await inFolder(path.join(home, "db")));
  await db
    .em()
    .execute("update operations set failure = ?::jsonb where id = ?", [
      JSON.stringify({ code: "cloud_capacity", reason: "no machines left", nextStep: "wait" }),
      operationId,
    ]);
  await db.close();

  const world = await startOn(cloud);
  const operation = await world.ended(operationId);

  expect(operation).toMatchObject({ status: "succeeded", failure: null });
  expect((await world.request<Tenant>("GET", "/v1/tenants/acme")).body.placement.machineType).toBe("cpx22");
  expect(world.engine.calls.indexOf("destroy tenant")).toBeLessThan(world.engine.calls.indexOf("up tenant"));
  expect([...cloud.resources].filter((item) => item.includes("acme-server"))).toHaveLength(1);
  await world.close();
});

test("a tenant that waits for a machine gets one after a restart", async () => {
  const before = await startOn(cloud);
  before.engine.failOn = {
    type: "hcloud:index/server:Server",
    error: new FreeholdError("cloud_capacity", "none left"),
  };
  const { body } = await before.signUp("acme");
  await until("the tenant to wait", async (see) => see(await statusOf(before)) === "waiting_for_capacity");
  await before.close();

  const after = await startOn(cloud);
  const operation = await after.ended(body.operation.id);

  expect(operation).toMatchObject({ status: "succeeded", waiting: null });
  expect([...cloud.resources].filter((item) => item.includes("acme-server"))).toHaveLength(1);
  await after.close();
});

async function statusOf(world: World): Promise<Tenant["status"]> {
  return (await world.request<Tenant>("GET", "/v1/tenants/acme")).body.status;
}

test("an operation that no worker survives is given up and undone", async () => {
  const operationId = await interruptedCreate();
  await killed(operationId, DEAD_HERE, "now()");
  const db = await openDatabase(await inFolder(path.join(home, "db")));
  await db.em().execute("update operations set attempts = 20 where id = ?", [operationId]);
  await db.close();

  const world = await startOn(cloud);
  const operation = await world.ended(operationId);

  expect(operation).toMatchObject({
    status: "failed",
    failure: { code: "service_restarted", reason: "20 workers began the operation and none of them ended it" },
  });
  expect(await world.leftovers()).toEqual(["ports"]);
  await world.close();
});

test("a second service on the same home is refused with the process that has it", async () => {
  const world = await startOn(cloud);

  const second = startOn(cloud);

  await expect(second).rejects.toThrow(FreeholdError);
  await expect(second).rejects.toThrow(new RegExp(`^process ${process.pid} already runs a service on ${home}`));
  await world.close();
});

test("a worker that lost its lease writes nothing any more", async () => {
  const world = await startOn(cloud);
  const hold = world.engine.holdAt("command:remote:Command");
  const { body } = await world.signUp("acme");
  await hold.reached;
  await world.service.db
    .em()
    .execute("update operations set fencing_token = fencing_token + 1, lease_owner = ? where id = ?", [
      ELSEWHERE,
      body.operation.id,
    ]);

  hold.release();
  await world.close();
  const after = await startOn(cloud);
  const operation = await after.request("GET", `/v1/operations/${body.operation.id}`);

  expect(operation.body).toMatchObject({ status: "running", endedAt: null });
  await after.close();
});
