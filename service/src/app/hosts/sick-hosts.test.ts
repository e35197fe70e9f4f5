import type { Host, HostSlot, Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { type FakeHost, startFakeHost } from "../../testing/fake-host.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

let world: World;
let machines: FakeHost[];

beforeAll(async () => {
  const clouds = fakeClouds();
  world = await makeWorld({
    // All hosts are those that a test registers.
    clouds: { ...clouds, accounts: (cloud) => (cloud === "docker" ? [] : clouds.accounts(cloud)) },
    config: { hostCheckSec: 0.3, hostCheckTimeoutSec: 2, hostChecks: 2, capacityRetrySec: 0.3 },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  machines = [];
});
afterEach(async () => {
  const { items } = (await world.request<{ items: Host[] }>("GET", "/v1/hosts")).body;
  for (const { id } of items) await world.request("DELETE", `/v1/hosts/${id}`);
  await Promise.all(machines.map((machine) => machine.close()));
});

async function newHost(name: string, capacity: object): Promise<FakeHost> {
  const machine = await startFakeHost();
  machines.push(machine);
  const { host: address, ...ssh } = machine.connection;
  const body = { name, region: "local", address, ssh, capacity };
  expect(await world.request("POST", "/v1/hosts", { body })).toMatchObject({ status: 201 });
  return machine;
}

const signUp = <Body = Accepted>(name: string) =>
  world.request<Body>("POST", "/v1/tenants", {
    body: { ...ACME, name, placement: { cloud: "docker", region: "local", size: "small" } },
  });
const destroy = async (name: string): Promise<Operation> => {
  const { body } = await world.request<Accepted>("DELETE", `/v1/tenants/${name}`);
  return world.ended(body.operation.id);
};
const hostNamed = async (name: string): Promise<Host> => (await world.request<Host>("GET", `/v1/hosts/${name}`)).body;
const slotsOn = async (name: string): Promise<HostSlot[]> =>
  (await world.request<{ items: HostSlot[] }>("GET", `/v1/hosts/${name}/slots`)).body.items;

async function newestMove(name: string): Promise<Operation | undefined> {
  const { body } = await world.request<{ items: Operation[] }>("GET", `/v1/tenants/${name}/operations`);
  return body.items.find(({ kind }) => kind === "move");
}

test("a host whose containers' root is its own is shown so and takes nobody new until it comes back remapped", async () => {
  const machine = await newHost("of-before", { slots: 2 });
  const { body } = await signUp("stays");
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  // The stack said a key, as those from before do.
  const revealed = await world.request<{ sshPrivateKey: string }>("GET", "/v1/tenants/stays/outputs?reveal=true");
  expect(revealed).toMatchObject({ status: 200, body: { sshPrivateKey: "" } });
  // Its program for slots is from before: it does not say, and never did.
  machine.machine = { docker: "running" };
  await until("the host to be unremapped", async (see) => {
    // Each time: a check that began before may write what it heard then.
    await world.service.db.em().execute("update hosts set remapped = null where remapped");
    return see(await hostNamed("of-before")).status === "unremapped";
  });
  expect(await hostNamed("of-before")).toMatchObject({ used: { slots: 1 }, health: { trouble: null } });
  const refused = await signUp<{ detail: string }>("late");
  expect(refused).toMatchObject({ status: 503, body: { code: "host_capacity" } });
  expect(refused.body.detail).toContain("of-before is unremapped");

  await newHost("remapped", { slots: 2 });
  const late = await signUp("late");
  expect(late.body.tenant.hostId).toBe((await hostNamed("remapped")).id);
  await world.ended(late.body.operation.id);

  machine.machine = { docker: "down" };
  const asked = machine.commands.length;
  await until("the host to be asked again", () => machine.commands.slice(asked).includes("hostctl status --json"));
  expect((await hostNamed("of-before")).status).toBe("unremapped");
  machine.machine = { docker: "running", remapped: true };
  await until("the host to be ready", async (see) => see(await hostNamed("of-before")).status === "ready");
  await Promise.all(["stays", "late"].map(destroy));
});

test("a host that answers, in whatever way, is not dead: its tenants stay, it gets no new ones, and the reason is shown", async () => {
  const sick = await newHost("sick", { slots: 2 });
  await world.ended((await signUp("staying")).body.operation.id);
  const seen = (trouble: string, reason: RegExp) =>
    until(`the host to be ${trouble}`, async (see) => {
      const { status, health } = see(await hostNamed("sick"));
      return status === trouble && reason.test(health.failure ?? "") && health;
    });

  sick.version = "";
  const withoutHostctl = await seen("misconfigured", /does not answer `hostctl version`/);
  await sick.become((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const noSshServer = await seen("misconfigured", /cannot be reached by SSH/);
  await sick.become(() => {});
  const mute = await seen("unresponsive", /takes connections and gives no answer within 2 s/);
  const refused = await signUp<{ code: string; detail: string }>("newcomer");
  expect(await (await fetch(`${world.service.url}/metrics`)).text()).toContain(
    'freehold_hosts{status="unresponsive"} 1',
  );
  // Longer than silence may last.
  await until("it to be checked often", async () => (await hostNamed("sick")).health.checkedAt !== mute.checkedAt);

  expect([withoutHostctl, noSshServer, mute].map(({ failedChecks, trouble }) => [failedChecks, trouble])).toEqual([
    [0, "misconfigured"],
    [0, "misconfigured"],
    [0, "unresponsive"],
  ]);
  expect(refused.body).toMatchObject({
    code: "host_capacity",
    detail: expect.stringContaining("sick is unresponsive"),
  });
  expect(await slotsOn("sick")).toMatchObject([{ tenantName: "staying", state: "held" }]);
  expect(await newestMove("staying")).toBeUndefined();

  sick.version = "hostctl 1.1.0";
  await sick.comeBack();
  await until("the host to be ready", async (see) => see(await hostNamed("sick")).status === "ready");
  expect((await hostNamed("sick")).health).toMatchObject({ failure: null, trouble: null, troubleSince: null });
  await destroy("staying");
});

test("an operator declares a host dead by its name: its tenants are moved, and it is taken back when it answers as it should", async () => {
  const sick = await newHost("sick", { slots: 2 });
  await world.ended((await signUp("moved")).body.operation.id);
  await newHost("living", { slots: 2 });
  const declare = (name: string) =>
    world.request<{ code: string; operations: string[]; host: Host }>("POST", "/v1/hosts/sick/declare-dead", {
      body: { name },
    });

  await until("the host to be checked", async () => (await hostNamed("sick")).health.checkedAt !== null);
  const healthy = await declare("sick");
  await sick.become(() => {});
  await until("the host to be unresponsive", async (see) => see(await hostNamed("sick")).status === "unresponsive");
  const mistyped = await declare("sack");
  const declared = await declare("sick");
  const [move = ""] = declared.body.operations;
  const moved = await world.ended(move);
  const tenant = (await world.request<Tenant>("GET", "/v1/tenants/moved")).body;

  expect(healthy).toMatchObject({ status: 409, body: { code: "host_answers" } });
  expect(mistyped).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ pointer: "/name" }] } });
  expect(declared).toMatchObject({ status: 202, body: { host: { status: "dead" }, operations: [move] } });
  expect(declared.body.host.health.declaredDeadBy).not.toBeNull();
  expect(moved).toMatchObject({ kind: "move", status: "succeeded" });
  expect(tenant.hostId).toBe((await hostNamed("living")).id);

  await sick.comeBack();
  await until("the host to be ready", async (see) => see(await hostNamed("sick")).status === "ready");
  expect(sick.commands).toContain(`hostctl slot remove ${tenant.id}`);
  expect((await hostNamed("sick")).health).toMatchObject({ deadSince: null, declaredDeadBy: null });
  await destroy("moved");
});
