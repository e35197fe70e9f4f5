import type { StackOutputs, Tenant } from "@freehold/model";
import { startPostgres } from "@freehold/service/testing/postgres";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, withEngine } from "../system/engine-binary.ts";
import type { ServiceChild } from "../system/service-child.ts";
import {
  type Accepted,
  destroy,
  openTwoVersions,
  outputsOf,
  refresh,
  signUp,
  type TwoVersions,
  tenantOf,
} from "./two-versions.ts";

const postgres = await startPostgres();
const SUCCEEDED = { status: "succeeded", failure: null };

/** What both versions have in a tenant's row, its ports, and what its machine signs its reports with. */
const ROWS = `select t.id, t.name, t.template, t.organization, t.cloud, t.region, t.size, t.mode, t.machine_type, t.account_id, t.host_id,
    t.zone, t.url, t.ports, t.requested, t.settings_sealed, t.passphrase_sealed, h.key_sealed,
    (select json_agg(p order by p.kind) from port_reservations p where p.tenant_id = t.id) as reserved
  from tenants t left join tenant_heartbeats h on h.tenant_id = t.id where t.name = any('{digi,hetz}') order by t.name`;

withEngine(`65e8db1 and this version on one PostgreSQL${engineReason}`, () => {
  if ("missing" in postgres) {
    test.skip(`(skipped: ${postgres.missing})`, () => {});
    return;
  }
  let world: TwoVersions;
  let earlierApi: ServiceChild;
  let earlierWorker: ServiceChild;
  let api: ServiceChild;
  /** Made by 65e8db1. */
  const tenants = new Map<string, { tenant: Tenant; outputs: StackOutputs }>();
  let rows: unknown[];
  /** The operation that changes a tenant as only this version can. */
  let asked: string;

  beforeAll(async () => {
    world = await openTwoVersions(postgres);
    [earlierApi, earlierWorker] = [await world.start("65e8db1", "api"), await world.start("65e8db1", "worker")];
    const signups = [
      await signUp(earlierApi, "digi", "digitalocean", "fra1"),
      await signUp(earlierApi, "hetz", "hetzner", "fsn1"),
    ];
    for (const { tenant, operation } of signups) {
      expect(await earlierApi.ended(operation.id)).toMatchObject(SUCCEEDED);
      const { name } = tenant;
      tenants.set(name, { tenant: await tenantOf(earlierApi, name), outputs: await outputsOf(earlierApi, name) });
    }
    rows = await world.query(ROWS);
    api = await world.start("now", "api");
  });
  afterAll(() => world.close());

  /** Asks this version for another setting, and for another list of who reaches the database. @returns The operation that does it */
  async function change(siteUrl: string, databaseAllowedFrom: string[]): Promise<string> {
    const body = { settings: { siteUrl }, databaseAllowedFrom };
    const answer = await api.request<Accepted>("PATCH", "/v1/tenants/hetz", body);
    expect(answer).toMatchObject({ status: 202, body: { operation: { kind: "update" } } });
    return answer.body.operation.id;
  }

  test("this version reads what 65e8db1 wrote: tenants, their outputs, and their rows, which its migrations leave as they were", async () => {
    for (const [name, { tenant, outputs }] of tenants) {
      expect(await tenantOf(api, name)).toMatchObject(tenant);
      expect(await outputsOf(api, name)).toEqual(outputs);
    }
    expect(await world.query(ROWS)).toEqual(rows);
  });

  test("65e8db1 works on in the database that this version has changed, and leaves alone what it does not know", async () => {
    asked = await change("https://shop.example.com", ["192.0.2.0/24"]);

    // It is asked later, and could have taken what was asked before.
    const refreshed = await refresh(earlierApi, "digi");
    expect(await earlierApi.ended(refreshed.operation.id)).toMatchObject({ kind: "refresh", ...SUCCEEDED });
    const left = await world.query(`select status, attempts from operations where id = '${asked}'`);
    expect(left).toEqual([{ status: "queued", attempts: 0 }]);
  });

  test("what 65e8db1's worker has begun when it is restarted is put back, and goes on at a worker of this version", async () => {
    await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
    const { tenant, operation } = await signUp(earlierApi, "late", "hetzner", "fsn1");
    await until("the server to be ordered", async () => (await world.sandbox.held()).length > 0);

    const restarted = earlierWorker.child.end("SIGTERM");
    await world.sandbox.unhold("go");
    await restarted;
    await world.start("now", "worker");

    expect(await api.ended(operation.id)).toMatchObject({ kind: "create", ...SUCCEEDED });
    const attempts = await world.query(`select attempts from operations where id = '${operation.id}'`);
    expect(attempts).toEqual([{ attempts: 2 }]);
    const made = (await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-tenant"] === tenant.id);
    expect(made.map(({ type }) => type)).toEqual(expect.arrayContaining(["server", "ssh_key"]));
    expect(made.filter(({ type }) => type === "server")).toHaveLength(1);
    expect(await tenantOf(earlierApi, "late")).toMatchObject({ status: "active" });
    expect(await outputsOf(earlierApi, "late")).toEqual(await outputsOf(api, "late"));
  });

  test("what this version is asked to change is changed by a worker of its own, and no secret with it", async () => {
    expect(await api.ended(asked)).toMatchObject({ kind: "update", ...SUCCEEDED });

    expect(await tenantOf(api, "hetz")).toMatchObject({ status: "active", databaseAllowedFrom: ["192.0.2.0/24"] });
    const { machine, credentials } = await outputsOf(api, "hetz");
    const before = tenants.get("hetz")?.outputs;
    expect(machine).toEqual(before?.machine);
    expect(credentials).toMatchObject({
      ...before?.credentials,
      databaseUrl: `${before?.credentials.databaseUrl}?sslmode=require`,
    });
  });

  test("a signup is lost to no restart of the API: whoever sends it again gets the one tenant", async () => {
    const { port } = new URL(api.url);
    const ended = api.child.end("SIGTERM");
    const signup = until("fresh to be taken", () => signUp(api, "fresh", "hetzner", "fsn1").catch(() => undefined));
    await ended;
    api = await world.start("now", "api", port);

    expect(await api.ended((await signup).operation.id)).toMatchObject(SUCCEEDED);

    const named = await world.query<{ id: string }>("select id from tenants where name = 'fresh'");
    expect(named).toEqual([{ id: (await signup).tenant.id }]);
  });

  test("either reads and ends what the other made, whoever of the two is asked", async () => {
    expect(await tenantOf(earlierApi, "fresh")).toMatchObject({ status: "active" });
    expect(await outputsOf(earlierApi, "fresh")).toMatchObject({ url: (await outputsOf(api, "fresh")).url });

    const ends = [await destroy(earlierApi, "fresh"), await refresh(earlierApi, "hetz"), await destroy(api, "late")];

    for (const { operation } of ends) expect(await api.ended(operation.id)).toMatchObject(SUCCEEDED);
  });

  test("this version's worker alone changes and ends what is left, also as 65e8db1 asks for it, and nothing stays at the clouds", async () => {
    expect(await api.ended(await change("", []))).toMatchObject({ kind: "update", ...SUCCEEDED });
    const before = tenants.get("hetz")?.outputs.credentials;
    // Nobody but the machine reaches it: the address is that of a tunnel.
    const databaseUrl = before?.databaseUrl?.replace(/@[^/:]+/, "@localhost");
    expect((await outputsOf(earlierApi, "hetz")).credentials).toEqual({ ...before, databaseUrl });

    const ends = [await destroy(earlierApi, "digi"), await destroy(api, "hetz")];
    for (const { operation } of ends) expect(await earlierApi.ended(operation.id)).toMatchObject(SUCCEEDED);

    const ids = (await world.query<{ id: string }>("select id from tenants")).map(({ id }) => id);
    const left = (await world.sandbox.inventory()).filter((item) =>
      ids.some((id) => JSON.stringify(item).includes(id)),
    );
    expect([ids.length, left]).toEqual([4, []]);
  });
});
