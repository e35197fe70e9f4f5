import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";
import { chooseAccount } from "./choose-account.ts";

let world: World;
let accounts: string[];
beforeAll(async () => {
  const clouds = fakeClouds("pool", 3);
  accounts = clouds.accounts("hetzner").map(({ id }) => id);
  world = await makeWorld({ clouds });
});
afterAll(() => world.close());
beforeEach(async () => {
  const em = world.service.db.em();
  await em.execute("update cloud_accounts set max_tenants = null, max_servers = null, quotas = '{}', rejection = null");
  await em.execute("delete from port_reservations");
  await em.execute("delete from operation_events");
  await em.execute("delete from operations");
  await em.execute("delete from tenant_ledgers");
  await em.execute("delete from tenants");
});

async function limit(account: string | undefined, columns: string): Promise<void> {
  await world.service.db.em().execute(`update cloud_accounts set ${columns} where id = ?`, [account]);
}

/** Accounts of the tenants, in the order in which they signed up. */
async function accountsOf(names: readonly string[]): Promise<string[]> {
  for (const name of names) await world.ended((await world.signUp(name)).body.operation.id);
  const rows = await world.service.db
    .em()
    .execute<{ account_id: string }[]>("select account_id from tenants order by created_at");
  return rows.map(({ account_id }) => account_id);
}

test("tenants are spread over the accounts of a cloud", async () => {
  const used = await accountsOf(["one", "two", "three", "four"]);

  expect(used.slice(0, 3).toSorted()).toEqual(accounts.toSorted());
  expect(used[3]).toBe(used[0]);
  expect(accounts).toEqual([
    expect.stringMatching(/^hetznersandbox[0-9a-f]{12}$/),
    expect.stringMatching(/^hetzner2sandbox/),
    expect.stringMatching(/^hetzner3sandbox/),
  ]);
});

test("a tenant's stack is built with the token of its account", async () => {
  const [, second] = accounts;
  await limit(accounts[0], "max_tenants = 0");

  const [used] = await accountsOf(["elsewhere"]);

  expect(used).toBe(second);
  expect(world.engine.lastConfig["hcloud:token"]?.value).toBe("pool0".padEnd(64, "h"));
});

test("an account whose servers are taken by others, or whose token is refused, gets no tenant", async () => {
  await limit(accounts[0], `quotas = '{"servers": 10, "otherServers": 10}'`);
  await limit(accounts[1], "rejection = 'unable to authenticate'");

  expect(await accountsOf(["third"])).toEqual([accounts[2]]);
});

test("a person's limit goes before the one that the cloud reports", async () => {
  for (const account of accounts) await limit(account, `max_servers = 1, quotas = '{"servers": 100}'`);

  await accountsOf(["sole-a", "sole-b", "sole-c"]);
  const fourth = await world.signUp("sole-d");

  expect(fourth).toMatchObject({
    status: 503,
    body: {
      code: "cloud_quota_reached",
      detail: expect.stringContaining("sandbox, number 2: has 1 tenants, and room for 1"),
      nextStep: expect.stringContaining("add another account"),
    },
  });
});

test("when the cloud refuses every account, the signup is refused with the vendor's word and the setting", async () => {
  for (const account of accounts) await limit(account, "rejection = 'GET /servers answered 401 unauthorized: no'");

  const refused = await world.request("POST", "/v1/tenants", { body: { ...ACME, name: "nowhere" } });

  expect(refused).toMatchObject({
    status: 502,
    body: { code: "cloud_unauthorized", detail: expect.stringContaining("sandbox: GET /servers answered 401") },
  });
});

test("an account that was tried already is not chosen again", async () => {
  const request = { cloud: "hetzner", organization: "default", template: "supabase" } as const;
  const choose = (excluding: readonly string[]) =>
    world.service.db.transaction((em) => chooseAccount(em, world.service.app, { ...request, excluding }));

  expect((await choose(accounts.slice(0, 2))).accountId).toBe(accounts[2]);
  await expect(choose(accounts)).rejects.toMatchObject({ code: "cloud_quota_reached" });
});
