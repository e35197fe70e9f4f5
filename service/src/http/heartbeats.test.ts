import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Ledger, Operation, Tenant, TenantCondition } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { heartbeatOf } from "../app/heartbeats/heartbeat-key.ts";
import { checkSilentMachines, recordSilence } from "../app/heartbeats/silent-machines.ts";
import { signedHeaders } from "../crypto/signed-message.ts";
import { makeWorld, type World } from "../testing/world.ts";

const PUBLIC_URL = "https://api.example.com";
const LOST_SEC = 300;

let world: World;
let acme: Tenant;
let key: string;
beforeAll(async () => {
  world = await makeWorld({ config: { publicUrl: PUBLIC_URL, heartbeatLostSec: LOST_SEC } });
  acme = await signUp("acme");
  key = await keyOf(acme);
});
afterAll(() => world.close());

let sent = 0;

interface Report {
  docker?: "running" | "down";
  unmounted?: string;
  workloads?: { name: string; state: string; detail?: string }[];
  id?: string;
  at?: Date;
  key?: string;
  tenant?: string;
}

/** Sends a report as a machine would, with whatever is wrong with it. */
function report(more: Report = {}) {
  const { docker = "running", workloads = [{ name: "supabase", state: "running" }], tenant = acme.id } = more;
  sent += 1;
  const { id = `m${sent}`, at = new Date() } = more;
  const machine = { docker, bootId: "b", uptimeSec: 1, unmounted: more.unmounted };
  const text = JSON.stringify({ tenant, status: { machine, workloads } });
  const headers = signedHeaders(more.key ?? key, id, at, text);
  return world.request<{ taken?: boolean; code?: string; detail?: string }>("POST", "/v1/heartbeats", {
    ...{ text, headers, key: null },
  });
}

test("a machine is given where to report when it is made, and its report is the tenant's condition", async () => {
  const before = (await tenantNow()).conditions.heartbeat;

  const answer = await report();

  const { url } = (await heartbeatOf(world.service.app, acme.id)) ?? {};
  expect(JSON.stringify(world.engine.lastConfig)).toContain(key);
  expect(url).toBe(`${PUBLIC_URL}/v1/heartbeats`);
  expect(before).toBeUndefined();
  expect(answer).toMatchObject({ status: 200, body: { taken: true } });
  expect(await heartbeat()).toMatchObject({ status: "ok", reason: null });
});

test("a data disk that is not mounted is reported, whatever runs beside it", async () => {
  await report({ unmounted: "/mnt/HC_Volume_1" });

  expect(await heartbeat()).toMatchObject({
    status: "failing",
    reason: "the data disk is not mounted at /mnt/HC_Volume_1",
  });
});

test("what the machine says is unhealthy is reported, and withdrawn when it recovers", async () => {
  await report({ docker: "down" });
  const down = await heartbeat();
  await report({ workloads: [{ name: "supabase", state: "degraded" }] });
  const degraded = await heartbeat();
  await report({ workloads: [{ name: "supabase", state: "degraded", detail: "the first start of db failed: ERROR" }] });
  const detailed = await heartbeat();
  await report({ workloads: [{ name: "supabase", state: "paused" }] });

  expect(down).toMatchObject({ status: "failing", reason: "Docker does not run on the machine" });
  expect(degraded).toMatchObject({ status: "warning", reason: "supabase is degraded" });
  expect(detailed).toMatchObject({ reason: "supabase is degraded: the first start of db failed: ERROR" });
  expect(await heartbeat()).toMatchObject({ status: "ok", reason: null });
});

test("a report that is sent again changes nothing", async () => {
  const at = new Date();
  await report({ id: "twice", at, docker: "down" });
  await report();

  const again = await report({ id: "twice", at, docker: "down" });

  expect(again).toMatchObject({ status: 200, body: { taken: false } });
  expect(await heartbeat()).toMatchObject({ status: "ok" });
});

test("a report with a wrong signature, of another tenant or of nobody is refused in the same words", async () => {
  const beta = await signUp("beta");

  const forged = await report({ key: await keyOf(beta), docker: "down" });
  const others = await report({ tenant: beta.id, docker: "down" });
  const nobody = await report({ tenant: "t0000000000000000", docker: "down" });

  expect(forged).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  expect([others.body.detail, nobody.body.detail]).toEqual([forged.body.detail, forged.body.detail]);
  expect([others.status, nobody.status]).toEqual([401, 401]);
  expect(await heartbeat()).toMatchObject({ status: "ok" });
});

test("nobody learns from an answer which tenants there are, whatever else is wrong with a report", async () => {
  const at = new Date(Date.now() - 3_600_000);
  const said = async (more: Report) => {
    const { status, body } = await report({ at, ...more });
    return [status, body.detail?.replace(/\d+ seconds old/, "N seconds old")];
  };

  const [unknown, known] = [await said({ tenant: "t0000000000000000" }), await said({})];

  expect(unknown).toEqual(known);
  expect(unknown[0]).toBe(401);
});

test("a text that no database keeps is refused in a report too", async () => {
  const nul = await report({ workloads: [{ name: "supa\u0000base", state: "broken" }] });
  const half = await report({ workloads: [{ name: "supabase", state: "\ud800" }] });

  expect([nul, half]).toMatchObject([
    { status: 400, body: { code: "invalid_request", errors: [{ pointer: "/status/workloads/0/name" }] } },
    { status: 400, body: { code: "invalid_request", errors: [{ pointer: "/status/workloads/0/state" }] } },
  ]);
});

test("a clock may be five minutes off, not more", async () => {
  const off = (sec: number) => new Date(Date.now() + sec * 1000);

  const statuses = [];
  for (const sec of [-290, 290, -310, 310]) statuses.push((await report({ at: off(sec) })).status);

  expect(statuses).toEqual([200, 200, 401, 401]);
});

test("a machine whose clock is wrong has the condition clock until it is right again; a forger gives nobody one", async () => {
  const clock = async () => (await tenantNow()).conditions.clock;
  const wrong = (sec: number, more = {}) => report({ at: new Date(Date.now() + sec * 1000), ...more });
  await report();
  const beta = await signUp("beta-clock");
  await wrong(-3600, { key: await keyOf(beta) });
  const forged = await clock();

  const { status } = await wrong(-3600);
  const behind = await clock();
  await wrong(7200);
  const ahead = await clock();
  await report();

  expect(forged?.status).not.toBe("failing");
  expect(status).toBe(401);
  expect(behind).toMatchObject({ status: "failing", reason: expect.stringContaining("60 minutes behind") });
  expect(ahead).toMatchObject({
    status: "failing",
    since: behind?.since,
    reason: expect.stringContaining("120 minutes ahead"),
  });
  expect(await clock()).toMatchObject({ status: "ok", reason: null });
});

test("what is no report, or too much, is refused", async () => {
  const send = (text: string, headers: Record<string, string> = signedHeaders(key, "x", new Date(), text)) =>
    world.request<{ code: string }>("POST", "/v1/heartbeats", { text, headers, key: null });

  const answers = [
    await send("{"),
    await send('{"tenant":"../x","status":{}}'),
    await send("x".repeat(20_000)),
    await send("{}", {}),
  ];

  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [400, "malformed_json"],
    [400, "invalid_request"],
    [413, "body_too_large"],
    [401, "unauthenticated"],
  ]);
});

test("a machine that falls silent is reported, checked once by a refresh, and healthy when it reports again", async () => {
  await report();
  await fallSilent(acme);

  const refreshes = async () => (await operationsOf(acme)).filter(({ kind }) => kind === "refresh");
  const refresh = await until("a refresh", async () => (await refreshes())[0]);
  const noted = await heartbeat();
  await world.ended(refresh.id);
  await recordSilence(world.service.app);
  await checkSilentMachines(world.service.app, [{ id: acme.id, lastAt: new Date(), isChecked: false }]);
  await report();

  expect(noted).toMatchObject({ status: "failing", reason: expect.stringContaining("has not reported since") });
  expect(await refreshes()).toHaveLength(1);
  expect(await heartbeat()).toMatchObject({ status: "ok", reason: null });
  expect(await recordSilence(world.service.app)).toEqual([]);
});

test("when many fall silent at once the circuit breaker trips, and none is checked", async () => {
  const tenants = await Promise.all(["gamma", "delta", "epsilon"].map(signUp));
  for (const tenant of tenants) await report({ tenant: tenant.id, key: await keyOf(tenant) });
  await fallSilent(...tenants);

  const ledger = () => world.request<Ledger>("GET", "/v1/ledger");
  const brake = await until("the circuit breaker", async (see) => see(await ledger()).body.brake.reason ?? undefined);
  const refreshOperations = (await Promise.all(tenants.map(operationsOf)))
    .flat()
    .filter(({ kind }) => kind === "refresh");
  for (const tenant of tenants) await report({ tenant: tenant.id, key: await keyOf(tenant) });
  await world.request("DELETE", "/v1/ledger/brake");

  expect(brake).toMatch(/^3 of \d tenants of the fleet look unhealthy or gone/);
  expect(refreshOperations).toEqual([]);
});

test("a machine that was provisioned without a key is never missed, and a destroyed tenant's report is refused", async () => {
  const older = await signUp("older");
  await world.service.db.em().execute("delete from tenant_heartbeats where tenant_id = ?", [older.id]);
  const gone = await signUp("gone");
  const itsKey = await keyOf(gone);
  const { body } = await world.request<{ operation: { id: string } }>("DELETE", `/v1/tenants/${gone.id}`);
  await world.ended(body.operation.id);

  const late = await report({ tenant: gone.id, key: itsKey });

  expect((await recordSilence(world.service.app)).map(({ id }) => id)).not.toContain(older.id);
  expect((await tenantNow(older)).conditions.heartbeat).toBeUndefined();
  expect(late.status).toBe(401);
});

const pythonIsHere = spawnSync("python3", ["--version"]).status === 0;
(pythonIsHere ? test : test.skip)(
  `the program that machines are given is understood${pythonIsHere ? "" : " (skipped: python3 is not installed)"}`,
  async () => {
    await report({ docker: "down" });
    const folder = await mkdtemp(path.join(tmpdir(), "freehold-heartbeat-"));
    const status = { machine: { bootId: "b", uptimeSec: 7, docker: "running" }, workloads: [] };
    await writeFile(path.join(folder, "hostctl"), `#!/bin/sh\necho '${JSON.stringify(status)}'\n`);
    await chmod(path.join(folder, "hostctl"), 0o755);
    const values: Record<string, string> = {
      ...{ url: `${world.service.url}/v1/heartbeats`, tenantId: acme.id, key: key.replace("whsec_", "") },
    };
    const text = readFileSync(new URL("../../../templates/host/heartbeat", import.meta.url), "utf8");
    const program = path.join(folder, "heartbeat");
    await writeFile(
      program,
      text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? ""),
    );

    const ended = await run("sh", [program, "send"], `${folder}:${process.env.PATH}`);
    await rm(folder, { recursive: true });

    expect(ended).toEqual({ code: 0, said: "" });
    expect(await heartbeat()).toMatchObject({ status: "ok", reason: null });
  },
);

function run(program: string, args: string[], PATH: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(program, args, { env: { PATH }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
}

async function signUp(name: string): Promise<Tenant> {
  const { body } = await world.signUp(name);
  await world.ended(body.operation.id);
  return body.tenant;
}

async function keyOf({ id }: Tenant): Promise<string> {
  return (await heartbeatOf(world.service.app, id))?.key ?? "";
}

async function tenantNow({ id }: Tenant = acme): Promise<Tenant> {
  return (await world.request<Tenant>("GET", `/v1/tenants/${id}`)).body;
}

async function heartbeat(): Promise<TenantCondition | undefined> {
  return (await tenantNow()).conditions.heartbeat;
}

async function operationsOf({ id }: Tenant): Promise<Operation[]> {
  return (await world.request<{ items: Operation[] }>("GET", `/v1/tenants/${id}/operations`)).body.items;
}

/** As if their last reports had come longer ago than they may. */
async function fallSilent(...tenants: Tenant[]): Promise<void> {
  const sql = `update tenant_heartbeats set last_at = now() - ? * interval '1 second'
    where tenant_id in (select jsonb_array_elements_text(?::jsonb))`;
  await world.service.db.em().execute(sql, [LOST_SEC + 1, JSON.stringify(tenants.map(({ id }) => id))]);
}
