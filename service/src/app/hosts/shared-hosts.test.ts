import { FreeholdError, type Host, type HostSlot, type Operation, type Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { DatabaseOptions } from "../../db/kernel/database.ts";
import { releasePorts, reserveOneClickPorts, reservePorts } from "../../db/ports.ts";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { type FakeHost, startFakeHost } from "../../testing/fake-host.ts";
import { startPostgres } from "../../testing/postgres.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";
import type { ConfiguredClouds } from "../accounts/clouds-port.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

const CHECK_SEC = 0.3;

/** All hosts are those that a test registers. */
const withoutDockerHost = (clouds: ConfiguredClouds): ConfiguredClouds => ({
  ...clouds,
  accounts: (cloud) => (cloud === "docker" ? [] : clouds.accounts(cloud)),
});

const postgres = await startPostgres();
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

describe("on the embedded database", () => suite(inMemory, "missing" in postgres));

if ("missing" in postgres) {
  test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() }), true));
}

/** @param isWhole Whether all is asked, or what the databases do by locks of their own: places and ports that many want at once. */
function suite(database: () => Promise<DatabaseOptions>, isWhole: boolean): void {
  let world: World;
  let machines: FakeHost[];

  beforeAll(async () => {
    world = await makeWorld({
      database: await database(),
      clouds: withoutDockerHost(fakeClouds()),
      config: { hostCheckSec: CHECK_SEC, hostCheckTimeoutSec: 20, hostChecks: 2, capacityRetrySec: 0.3 },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    machines = [];
  });
  afterEach(async () => {
    world.engine.failOn = null;
    const { items } = (await world.request<{ items: Host[] }>("GET", "/v1/hosts")).body;
    for (const { id } of items) await world.request("DELETE", `/v1/hosts/${id}`);
    await Promise.all(machines.map((machine) => machine.close()));
  });

  async function newHost(name: string, capacity: object, region = "local"): Promise<FakeHost> {
    const machine = await startFakeHost();
    machines.push(machine);
    const { host: address, ...ssh } = machine.connection;
    const { status } = await world.request("POST", "/v1/hosts", { body: { name, region, address, ssh, capacity } });
    expect(status).toBe(201);
    return machine;
  }

  const signUp = <Body = Accepted>(name: string, placement: object = {}) =>
    world.request<Body>("POST", "/v1/tenants", {
      body: { ...ACME, name, placement: { cloud: "docker", region: "local", size: "small", ...placement } },
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

  test("fifty signups at once fill the hosts evenly, share no port of a host, and give all of it back", async () => {
    await newHost("one", { slots: 25 });
    await newHost("two", { slots: 25 });
    const names = Array.from({ length: 50 }, (_, index) => `crowd-${index}`);

    const answers = await Promise.all(names.map((name) => signUp(name)));
    const late = await signUp<{ code: string; detail: string; nextStep: string }>("late");
    const em = world.service.db.em();
    const ports = await em.execute<{ account_id: string; port: number }[]>(
      "select account_id, port from port_reservations",
    );

    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 202));
    const [one, two] = [await hostNamed("one"), await hostNamed("two")];
    expect([one.used.slots, two.used.slots]).toEqual([25, 25]);
    expect(new Set(answers.map(({ body }) => body.tenant.hostId))).toEqual(new Set([one.id, two.id]));
    expect(ports).toHaveLength(150);
    expect(new Set(ports.map(({ account_id, port }) => `${account_id} ${port}`)).size).toBe(150);
    expect(late).toMatchObject({ status: 503, body: { code: "host_capacity" } });
    expect(late.body.detail).toBe(
      "no shared host has room for a slot of size small: one has 0 of 25 slots free, 1 needed; two has 0 of 25 slots free, 1 needed",
    );

    for (const { body } of answers)
      expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
    await Promise.all(names.map(destroy));
    expect(await world.leftovers()).toEqual([]);
    expect((await hostNamed("one")).used).toEqual({ slots: 0, memoryGib: 0, cores: 0 });
  });

  test("a slot goes where its memory fits, in its own cloud and region", async () => {
    await newHost("tight", { slots: 10, memoryGib: 6 });
    await newHost("elsewhere", { slots: 10 }, "attic");

    const first = await signUp("first");
    const second = await signUp<{ code: string; detail: string }>("second");
    const attic = await signUp("attic-one", { region: "attic" });
    const nowhere = await signUp<{ code: string; detail: string }>("nowhere", {
      cloud: "hetzner",
      region: "fsn1",
      mode: "shared",
    });

    expect(first.body.tenant.hostId).toBe((await hostNamed("tight")).id);
    expect(second.body).toMatchObject({
      code: "host_capacity",
      detail: expect.stringMatching(/tight has 2 of 6 GiB of memory free, 4 needed$/),
    });
    expect(attic.body.tenant.hostId).toBe((await hostNamed("elsewhere")).id);
    expect(nowhere.body).toMatchObject({
      code: "host_capacity",
      detail: expect.stringMatching(/none is registered at hetzner in fsn1$/),
    });
    expect(await slotsOn("tight")).toMatchObject([
      { tenantName: "first", size: "small", memoryGib: 4, cores: 2, state: "held" },
    ]);

    const refused = await world.request("DELETE", "/v1/hosts/tight");
    expect(refused).toMatchObject({ status: 409, body: { code: "host_in_use" } });
    for (const { body } of [first, attic]) await world.ended(body.operation.id);
    await Promise.all([destroy("first"), destroy("attic-one")]);
  });

  test("one-click ports are a host's own range, never given twice, and go back with the tenant", async () => {
    await newHost("clicks", { slots: 10 });
    const { tenant, operation } = (await signUp("clicker")).body;
    await world.ended(operation.id);
    const { db } = world.service;
    const take = (count: number) =>
      db.transaction((em) => reserveOneClickPorts(em, tenant.hostId ?? "", tenant.id, count));

    const taken = (await Promise.all([take(5), take(5), take(5)])).flat();

    expect([...taken].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => 19_000 + index));
    await destroy("clicker");
    expect(await world.leftovers()).toEqual([]);
  });

  test("a host whose range is used up says so", async () => {
    const { db } = world.service;
    await expect(
      db.transaction(async (em) => {
        await em.execute("set constraints all deferred");
        await em.execute(
          `insert into port_reservations (account_id, kind, port, tenant_id)
           select 'full', 'api', port, 'nobody' || port from generate_series(54000, 54999) as port`,
        );
        await reservePorts(em, "full", "tlast", [{ name: "api", range: [54_000, 54_999] }]);
      }),
    ).rejects.toMatchObject({
      code: "ports_exhausted",
      message: "all api ports from 54000 to 54999 of full are reserved",
    });
    await releasePorts(db.em(), "tlast");
  });

  if (!isWhole) return;

  test("tenants of a host that dies are moved, and what they left goes when the host is back", async () => {
    const dying = await newHost("dying", { slots: 2 });
    const { tenant, operation } = (await signUp("moved")).body;
    await world.ended(operation.id);
    await newHost("living", { slots: 1 });
    const cloudBefore = [...world.engine.cloud.resources].filter((item) => item.startsWith(tenant.id)).sort();

    await dying.die();
    await until("the tenant to be moved", async (see) => see(await newestMove("moved"))?.status === "succeeded");

    const living = await hostNamed("living");
    expect((await world.request<Tenant>("GET", "/v1/tenants/moved")).body).toMatchObject({
      status: "active",
      hostId: living.id,
      failure: null,
    });
    expect((await newestMove("moved"))?.notice).toMatch(
      /^the tenant was moved off "dying", which did not answer; .* the data it had there was not brought along: it is lost unless there is a backup of it$/,
    );
    expect(world.engine.calls.filter((call) => call.startsWith("forget"))).toEqual(["forget tenant"]);
    expect([...world.engine.cloud.resources].filter((item) => item.startsWith(tenant.id)).sort()).toEqual(cloudBefore);
    expect(await hostNamed("dying")).toMatchObject({ status: "dead", used: { slots: 0 } });
    expect(await slotsOn("dying")).toMatchObject([{ tenantId: tenant.id, state: "abandoned" }]);
    expect(await slotsOn("living")).toMatchObject([{ tenantId: tenant.id, state: "held" }]);

    await dying.comeBack();
    await until("the host to be back", async (see) => see(await hostNamed("dying")).status === "ready");

    expect(dying.commands).toContain(`hostctl slot remove ${tenant.id}`);
    expect(await slotsOn("dying")).toEqual([]);
    await destroy("moved");
    expect(await world.leftovers()).toEqual([]);
    world.engine.calls.length = 0;
  });

  test("a move that fails is tried again by itself, and at once when somebody asks", async () => {
    const dying = await newHost("dying", { slots: 2 });
    await world.ended((await signUp("unlucky")).body.operation.id);
    const living = await newHost("living", { slots: 1 });
    const tenant = async () => (await world.request<Tenant>("GET", "/v1/tenants/unlucky")).body;
    const retry = () => world.request<Accepted>("POST", "/v1/tenants/unlucky/retry");
    expect(await retry()).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
    world.engine.failOn = {
      type: "command:remote:Command",
      error: new FreeholdError("workload_unhealthy", "the services do not get well"),
    };

    await dying.die();
    await until(
      "the move to have waited twice",
      async (see) => (see(await newestMove("unlucky"))?.waiting?.rounds ?? 0) >= 2,
    );
    expect(await tenant()).toMatchObject({
      status: "degraded",
      failure: {
        code: "workload_unhealthy",
        reason: "the tenant could not be moved to another host: the services do not get well",
        nextStep: expect.stringContaining("/retry tries at once"),
      },
    });

    // The host that it was to get dies as well: there is a third one.
    const last = await newHost("last", { slots: 1 });
    await newHost("further", { slots: 1 });
    await living.die();
    await until("the second host to be dead", async (see) => see(await hostNamed("living")).status === "dead");
    const waiting = await newestMove("unlucky");
    expect((await retry()).body.operation.id).toBe(waiting?.id);
    world.engine.failOn = null;
    await until("the move to end well", async () => {
      if ((await newestMove("unlucky"))?.waiting != null) await retry();
      return (await newestMove("unlucky"))?.status === "succeeded";
    });

    expect(await tenant()).toMatchObject({ status: "active", failure: null });
    expect([(await hostNamed("last")).id, (await hostNamed("further")).id]).toContain((await tenant()).hostId);
    await Promise.all([dying.comeBack(), living.comeBack()]);
    await until(
      "both are back",
      async (see) => see(await hostNamed("dying")).status === "ready" && (await hostNamed("living")).status === "ready",
    );
    expect(last.commands).not.toEqual([]);
    await destroy("unlucky");
    expect(await world.leftovers()).toEqual([]);
    world.engine.calls.length = 0;
  });

  test("a tenant that no host has room for stays, says why, and is healthy again when its host is", async () => {
    const dying = await newHost("dying", { slots: 2 });
    await world.ended((await signUp("stranded")).body.operation.id);
    await newHost("small", { slots: 1, memoryGib: 1 });

    await dying.die();
    const stranded = async () => (await world.request<Tenant>("GET", "/v1/tenants/stranded")).body;
    await until("the tenant to be degraded", async (see) => see(await stranded()).status === "degraded");

    expect((await stranded()).failure).toMatchObject({
      code: "host_dead",
      reason: expect.stringMatching(
        /host "dying" has not answered since .* cannot be moved yet: .*small has 1 of 1 GiB of memory free, 4 needed/,
      ),
    });
    expect(await newestMove("stranded")).toBeUndefined();

    await dying.comeBack();
    await until("the tenant to be well", async (see) => see(await stranded()).status === "active");
    expect((await stranded()).failure).toBeNull();
    await destroy("stranded");
  });

  test("a tenant whose host is dead can be destroyed, and the host is cleaned when it is back", async () => {
    const dying = await newHost("dying", { slots: 2 });
    const { tenant, operation } = (await signUp("gone")).body;
    await world.ended(operation.id);
    await newHost("small", { slots: 1, memoryGib: 1 });
    await dying.die();
    await until("the host to be dead", async (see) => see(await hostNamed("dying")).status === "dead");

    const ended = await destroy("gone");

    expect(ended).toMatchObject({
      status: "succeeded",
      notice: expect.stringMatching(/^what the tenant had on "dying"/),
    });
    expect(await slotsOn("dying")).toMatchObject([{ tenantId: tenant.id, state: "abandoned" }]);
    await dying.comeBack();
    await until("the host to be back", async (see) => see(await hostNamed("dying")).status === "ready");
    expect(dying.commands).toContain(`hostctl slot remove ${tenant.id}`);
    expect(await world.leftovers()).toEqual([]);
  });

  test("when more than half of the hosts fall silent at once none is given up", async () => {
    const [a, b] = [await newHost("aa", { slots: 2 }), await newHost("bb", { slots: 2 })];
    expect(await world.ended((await signUp("kept")).body.operation.id)).toMatchObject({ failure: null });
    await Promise.all([a.die(), b.die()]);
    await until(
      "both are held back",
      async () => (await hostNamed("aa")).health.heldBack && (await hostNamed("bb")).health.heldBack,
    );

    expect([await hostNamed("aa"), await hostNamed("bb")]).toMatchObject([{ status: "ready" }, { status: "ready" }]);
    expect(await newestMove("kept")).toBeUndefined();
    await Promise.all([a.comeBack(), b.comeBack()]);
    await until(
      "none is held back",
      async () => !(await hostNamed("aa")).health.heldBack && !(await hostNamed("bb")).health.heldBack,
    );
    await destroy("kept");
  });
}
