import { FreeholdError, type Operation, type OperationEvent, type Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { CloudProbe } from "../../app/placement/cloud-probe-port.ts";
import { fakeProbe } from "../../testing/fake-probe.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

const SERVER = "hcloud:index/server:Server";
const SOLD_OUT = new FreeholdError("cloud_capacity", "error during placement (resource_unavailable)");

/** What the service asks; tests put answers of their own in. */
const probe: CloudProbe = fakeProbe();
let world: World;
beforeAll(async () => {
  // Asked again every time: tests change what the clouds sell.
  world = await makeWorld({ probe, config: { capacityRetrySec: 1, offerRefreshSec: 0 } });
});
afterEach(async () => {
  Object.assign(probe, fakeProbe());
  world.engine.failOn = null;
  await destroy();
  world.engine.calls.length = 0;
  expect(await world.leftovers()).toEqual([]);
});
afterAll(() => world.close());

/** No server can be had where this is so. */
function soldOut(where: (region: string, type: string) => boolean, error = SOLD_OUT): void {
  world.engine.failOn = {
    type: SERVER,
    error,
    when: (config) =>
      where(config["freehold-tenant:region"]?.value ?? "", config["freehold-tenant:serverType"]?.value ?? ""),
  };
}

async function signUp(placement: object): Promise<Accepted> {
  const body = { ...ACME, placement: { ...ACME.placement, ...placement } };
  const answer = await world.request<Accepted>("POST", "/v1/tenants", { body });
  expect(answer.status).toBe(202);
  return answer.body;
}

const tenantNow = async (): Promise<Tenant> => (await world.request<Tenant>("GET", "/v1/tenants/acme")).body;
const operationNow = async (id: string): Promise<Operation> =>
  (await world.request<Operation>("GET", `/v1/operations/${id}`)).body;

function waiting(operationId: string): Promise<Operation> {
  return until("the operation to wait", async (see) => {
    const operation = see(await operationNow(operationId));
    if (operation.waiting === null) expect(operation.endedAt).toBeNull();
    return operation.waiting !== null && operation;
  });
}

/** Undefined when there is no tenant. */
async function destroy(): Promise<Operation | undefined> {
  const { status, body } = await world.request<Accepted>("DELETE", "/v1/tenants/acme");
  return status === 404 ? undefined : world.ended(body.operation.id);
}

test("a create goes to the next region that the signup allows, and leaves nothing in the first", async () => {
  soldOut((region) => region === "fsn1");

  const { operation } = await signUp({ fallback: "region" });
  const ended = await world.ended(operation.id);
  const tenant = await tenantNow();

  expect(ended).toMatchObject({ status: "succeeded", failure: null });
  expect(tenant).toMatchObject({
    status: "active",
    placement: { cloud: "hetzner", region: "nbg1", machineType: "cx23", size: "small" },
    requested: { region: "fsn1", fallback: "region" },
    warnings: [
      expect.stringContaining("it goes to hetzner in nbg1"),
      expect.stringContaining("nobody who signs up can sign in"),
    ],
  });
  expect(world.engine.calls.filter((call) => / tenant$/.test(call))).toEqual([
    "up tenant",
    "destroy tenant",
    "up tenant",
  ]);
  expect([...world.engine.cloud.resources].filter((item) => item.endsWith("/acme-server"))).toHaveLength(1);
});

test("a create goes on to an equivalent machine type and to another cloud, and says what it tries", async () => {
  soldOut((_region, type) => type.startsWith("c"));

  const { operation } = await signUp({ fallback: "cloud" });
  const ended = await world.ended(operation.id);
  const events = await eventsOf(operation.id);

  expect(ended.status).toBe("succeeded");
  expect(await tenantNow()).toMatchObject({
    placement: { cloud: "digitalocean", region: "fra1", machineType: "s-2vcpu-4gb" },
  });
  const reported = events.flatMap((event) => (event.kind === "log" ? [event.message] : []));
  expect(reported).toHaveLength(6);
  expect(reported[0]).toContain("resource_unavailable); continuing with cx23 at hetzner in nbg1");
  expect(reported[5]).toContain("continuing with s-2vcpu-4gb at digitalocean in fra1");
});

test("a tenant that no place has a machine for waits, is seen to, and becomes active when there is one", async () => {
  soldOut(() => true);

  const { operation } = await signUp({ fallback: "region" });
  const queued = await waiting(operation.id);
  const tenant = await tenantNow();
  const leftWhileWaiting = await world.leftovers();
  world.engine.failOn = null;
  const ended = await world.ended(operation.id);

  expect(queued).toMatchObject({
    status: "queued",
    failure: null,
    waiting: { code: "cloud_capacity", reason: SOLD_OUT.message, rounds: 1 },
  });
  expect(queued.waiting?.tried.map(({ region, machineType }) => `${region} ${machineType}`)).toEqual(
    ["cx23", "cpx22"].flatMap((type) => ["fsn1", "nbg1", "hel1"].map((region) => `${region} ${type}`)),
  );
  expect(tenant).toMatchObject({ status: "waiting_for_capacity", waiting: queued.waiting, failure: null });
  expect(leftWhileWaiting).toEqual(["ports"]);
  expect(ended).toMatchObject({ id: operation.id, status: "succeeded" });
  expect(await tenantNow()).toMatchObject({ status: "active", placement: { region: "fsn1" }, waiting: null });
  expect([...world.engine.cloud.resources].filter((item) => item.endsWith("/acme-server"))).toHaveLength(1);
});

test("without a word of the signup no other region is tried, only the machine types of the size", async () => {
  soldOut((region) => region === "fsn1");

  const { operation } = await signUp({});
  const queued = await waiting(operation.id);

  expect(queued.waiting?.tried.map(({ region, machineType }) => `${region} ${machineType}`)).toEqual([
    "fsn1 cx23",
    "fsn1 cpx22",
  ]);
  expect((await tenantNow()).requested).toMatchObject({ fallback: "none" });
});

test("a tenant that waits can be cancelled at once, and destroyed", async () => {
  soldOut(() => true);
  const { operation } = await signUp({});
  await waiting(operation.id);

  const cancel = await world.request<Operation>("POST", `/v1/operations/${operation.id}/cancel`);
  const cancelled = await tenantNow();
  const destroyed = await destroy();

  expect(cancel).toMatchObject({ status: 202, body: { status: "cancelled", waiting: null } });
  expect(cancelled).toMatchObject({ status: "failed", failure: { code: "cancelled" }, waiting: null });
  expect(destroyed).toMatchObject({ status: "succeeded" });
});

test("a tenant that is destroyed while it waits is gone, and its create is cancelled", async () => {
  soldOut(() => true);
  const { operation } = await signUp({});
  await waiting(operation.id);

  const destroyed = await destroy();

  expect(destroyed).toMatchObject({ kind: "destroy", status: "succeeded" });
  expect(await operationNow(operation.id)).toMatchObject({ status: "cancelled" });
});

test("an account whose limit is reached is left for another cloud, not tried in other regions", async () => {
  soldOut(
    (_region, type) => type.startsWith("c"),
    new FreeholdError("cloud_quota_reached", "server limit reached (resource_limit_exceeded)"),
  );

  const { operation } = await signUp({ fallback: "cloud" });
  await world.ended(operation.id);

  expect(await tenantNow()).toMatchObject({ status: "active", placement: { cloud: "digitalocean", region: "fra1" } });
  expect(world.engine.calls.filter((call) => call === "up tenant")).toHaveLength(2);
});

/** Clouds that say they have nothing in Falkenstein. */
function noneLeftInFalkenstein(): void {
  const { readOffer } = fakeProbe();
  probe.readOffer = async (target) => {
    const offer = await readOffer(target);
    return { ...offer, regions: offer.regions.map(({ name }) => ({ name, available: name !== "fsn1" })) };
  };
}

test("what the cloud says it has none of is not ordered", async () => {
  noneLeftInFalkenstein();

  const { operation } = await signUp({ fallback: "region" });
  await world.ended(operation.id);

  expect(await tenantNow()).toMatchObject({ placement: { region: "nbg1" } });
  expect(world.engine.calls.filter((call) => / tenant/.test(call))).toEqual(["up tenant"]);
});

test("a tenant whose only region has none left waits without anything being ordered", async () => {
  noneLeftInFalkenstein();

  const { operation } = await signUp({});
  const queued = await waiting(operation.id);

  expect(queued.waiting).toMatchObject({
    reason: expect.stringMatching(/^hetzner has no cx23 left in fsn1 \(asked 2\d{3}-/),
    tried: [{ region: "fsn1", machineType: "cx23" }],
  });
  expect(world.engine.calls.filter((call) => / tenant/.test(call))).toEqual([]);
});

test("what is wrong with the account ends the create before anything is built", async () => {
  const refused = new FreeholdError("cloud_unauthorized", "hetzner refuses the API token (HCLOUD_TOKEN)");
  probe.assertReady = () => Promise.reject(refused);

  const { operation } = await signUp({ fallback: "cloud" });
  const ended = await world.ended(operation.id);

  expect(ended).toMatchObject({ status: "failed", failure: { code: "cloud_unauthorized", reason: refused.message } });
  expect(world.engine.calls).toEqual([]);
  expect(await world.leftovers()).toEqual(["ports"]);
});

async function eventsOf(operationId: string): Promise<OperationEvent[]> {
  const response = await fetch(`${world.service.url}/v1/operations/${operationId}/events`, {
    headers: { authorization: `Bearer ${world.service.adminKey}` },
  });
  return (await response.text())
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)) as OperationEvent);
}
