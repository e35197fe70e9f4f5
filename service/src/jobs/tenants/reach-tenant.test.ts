import type { Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterEach, expect, test } from "@jest/globals";
import { pino } from "pino";
import { askTenantFromOutside, recordLook } from "../../app/reachability/look-at-tenant.ts";
import type { Reached } from "../../app/reachability/reachability-port.ts";
import { openOutputs } from "../../app/secrets/sealed.ts";
import { tenantById } from "../../db/tenants.ts";
import { fakeReachability } from "../../testing/fake-reachability.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import type { JobContext } from "../runner/context.ts";
import { reachTenant } from "./reach-tenant.ts";

const MINUTE_MS = 60_000;
const GONE: Reached = { ok: false, condition: "dns", reason: "acme leads nowhere" };
const EXPIRED: Reached = { ok: false, condition: "tls", reason: "the certificate ended" };
const OK: Reached = { ok: true };

let world: World;

afterEach(() => world.close());

test("a tenant is provisioning until its name, its certificate and its services are reached", async () => {
  let now: Reached = GONE;
  world = await makeWorld({ reachability: fakeReachability(() => now) });
  const { body } = await world.signUp("acme");
  await until("the name to be missed", async () => (await tenant()).conditions.dns?.status === "warning");
  const waiting = await tenant();
  now = EXPIRED;
  await until("the certificate to be missed", async () => (await tenant()).conditions.tls?.status === "warning");
  const later = await tenant();
  now = OK;
  await world.ended(body.operation.id);

  expect(waiting).toMatchObject({ status: "provisioning", conditions: { dns: { reason: GONE.reason } } });
  expect(later).toMatchObject({
    status: "provisioning",
    conditions: { dns: { status: "ok", reason: null }, tls: { reason: EXPIRED.reason } },
  });
  expect(await tenant()).toMatchObject({
    status: "active",
    failure: null,
    conditions: { dns: { status: "ok" }, tls: { status: "ok" }, services: { status: "ok" } },
  });
});

test("one that is not reached in time is degraded with the condition, the time and the reason; its machine stays", async () => {
  world = await makeWorld({ reachability: fakeReachability(() => EXPIRED, { giveUpMs: 0 }) });

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);

  expect(operation).toMatchObject({ status: "succeeded", notice: expect.stringContaining(EXPIRED.reason) });
  expect(await tenant()).toMatchObject({
    status: "degraded",
    url: "https://acme.tenants.freehold.test",
    failure: { code: "tenant_unreachable", reason: `tls: ${EXPIRED.reason}` },
    conditions: { tls: { status: "failing", since: expect.any(String), reason: EXPIRED.reason } },
  });
  expect([...world.engine.cloud.resources].filter((name) => name.endsWith("acme-server"))).toHaveLength(1);
  expect(world.engine.calls).not.toContain("destroy tenant");
});

test("in time is fifteen minutes by the clock", async () => {
  world = await makeWorld();
  await signUp();
  let asked = 0;
  let now = Date.now();
  const check = async (): Promise<Reached> => {
    asked += 1;
    now += 4 * MINUTE_MS;
    return GONE;
  };
  const { context, notes } = await contextAt(() => now, { check, giveUpMs: 15 * MINUTE_MS, pauseMs: 1 });

  await reachTenant.run(context);

  expect({ asked, unreached: context.unreached }).toEqual({
    asked: 4,
    unreached: { condition: "dns", reason: GONE.reason },
  });
  expect(notes).toEqual([expect.stringMatching(/^waiting until/), expect.stringMatching(/^the tenant is not reached/)]);
});

test("what goes wrong in the looking itself undoes nothing", async () => {
  world = await makeWorld({
    reachability: { ...fakeReachability(undefined, { giveUpMs: 0 }), check: () => Promise.reject(new Error("a bug")) },
  });

  await world.ended((await world.signUp("acme")).body.operation.id);

  expect(await tenant()).toMatchObject({ status: "degraded", conditions: { services: { status: "failing" } } });
});

test("an active tenant that is not reached any more is degraded after fifteen minutes, since when it was not, and active again", async () => {
  world = await makeWorld();
  const { id } = await signUp();
  let now = Date.now();
  const began = new Date(now).toISOString();
  const app = { ...world.service.app, now: () => new Date(now) };

  await recordLook(app, id, EXPIRED);
  const first = await tenant();
  now += 14 * MINUTE_MS;
  await recordLook(app, id, EXPIRED);
  const stillActive = await tenant();
  now += MINUTE_MS;
  await recordLook(app, id, EXPIRED);
  const degraded = await tenant();
  await recordLook(app, id, OK);

  const condition = { since: began, reason: EXPIRED.reason };
  expect(first).toMatchObject({ status: "active", conditions: { tls: { ...condition, status: "warning" } } });
  expect(stillActive).toMatchObject({ status: "active", conditions: { tls: { ...condition, status: "warning" } } });
  expect(degraded).toMatchObject({
    status: "degraded",
    failure: { code: "tenant_unreachable" },
    conditions: { dns: { status: "ok" }, tls: { ...condition, status: "failing" } },
  });
  expect(await tenant()).toMatchObject({ status: "active", failure: null, conditions: { tls: { status: "ok" } } });
});

test("a tenant is asked at its URL, by its template's probe and with its own key; a domain of the customer's is not asked", async () => {
  const seen: unknown[] = [];
  const judge = (target: unknown): Reached => {
    seen.push(target);
    return OK;
  };
  world = await makeWorld({ reachability: fakeReachability(judge) });
  const { id } = await signUp();

  await askTenantFromOutside(world.service.app, id, new AbortController().signal);

  expect(seen.at(-1)).toMatchObject({
    url: "https://acme.tenants.freehold.test",
    addresses: ["127.20.0.2"],
    tls: "internal",
    probe: { path: "/auth/v1/health", headers: { apikey: `anon-of-${id}` }, status: 200 },
    machine: { host: "127.20.0.2", port: 22022, user: "freehold", privateKey: `private-key-of-${id}` },
  });
});

async function signUp(): Promise<Tenant> {
  const { body } = await world.signUp("acme");
  await world.ended(body.operation.id);
  return body.tenant;
}

async function tenant(): Promise<Tenant> {
  return (await world.request<Tenant>("GET", "/v1/tenants/acme")).body;
}

/** What the step works with, after a create that went well, at another time. */
async function contextAt(now: () => number, reachability: JobContext["app"]["reachability"]) {
  const { app } = world.service;
  const row = await tenantById(app.db.em(), (await tenant()).id);
  const notes: string[] = [];
  const context = {
    app: { ...app, reachability, now: () => new Date(now()) },
    tenant: row,
    outputs: openOutputs(app.envelope, row),
    signal: new AbortController().signal,
    log: pino({ level: "silent" }),
    progress: { onEngineEvent: ({ message }: { message: string }) => notes.push(message) },
  } as unknown as JobContext;
  return { context, notes };
}
