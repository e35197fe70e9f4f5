import type { Credential } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { sealAccountSecret } from "../app/secrets/sealed.ts";
import { changeAccount } from "../db/accounts.ts";
import { closeBudget, ensureBudget, takeCalls } from "../db/api-budgets.ts";
import { UMBRELLA, useCredentialsWorld, WAYNE } from "../testing/credentials-world.ts";
import { ACME, type Answer } from "../testing/world.ts";

const here = useCredentialsWorld();
const { give, project, accountOf, destroy, remove } = here;

test("another organization neither sees nor changes a credential", async () => {
  const own = (await give(UMBRELLA, project("umbrella-private"))).body;
  const ask = (method: string, path: string, body?: object) =>
    here.world.request(method, `/v1/credentials/${own.id}${path}`, { key: WAYNE, ...(body && { body }) });

  const list = await here.world.request("GET", "/v1/credentials", { key: WAYNE });
  const answers = await Promise.all([
    ask("GET", ""),
    ask("PATCH", "", { name: "mine" }),
    ask("POST", "/verify"),
    ask("DELETE", ""),
  ]);

  expect(list.body).toEqual({ items: [], nextCursor: null });
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  await remove(own.id, UMBRELLA);
});

test("the operator sees the accounts of the settings and changes them there", async () => {
  const { body } = await here.world.request<{ items: Credential[] }>("GET", "/v1/credentials");
  const [first] = body.items.filter(({ cloud }) => cloud === "hetzner");
  const changed = await here.world.request("PATCH", `/v1/credentials/${first?.id}`, { body: { name: "renamed" } });
  const removed = await here.world.request("DELETE", `/v1/credentials/${first?.id}`);

  expect(body.items.map(({ cloud, source, status }) => [cloud, source, status])).toEqual(
    expect.arrayContaining([
      ["hetzner", "configuration", "verified"],
      ["digitalocean", "configuration", "verified"],
      ["proxmox", "configuration", "verified"],
    ]),
  );
  expect(changed).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(removed.status).toBe(403);
});

test("a credential in whose account tenants live stays and names them; then its account is cleaned up", async () => {
  const own = (await give(UMBRELLA, project("umbrella-lived-in"))).body;
  await accountOf("resident", UMBRELLA);

  const refused = await here.world.request("DELETE", `/v1/credentials/${own.id}`, { key: UMBRELLA });
  const stackBefore = here.world.engine.cloud.stacks.has(own.id);
  await destroy("resident", UMBRELLA);
  const accepted = await here.world.request("DELETE", `/v1/credentials/${own.id}`, { key: UMBRELLA });
  await remove(own.id, UMBRELLA);

  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: "credential_in_use",
      detail: 'tenants live in account "umbrella-lived-in": resident',
      nextStep: "destroy these tenants first",
    },
  });
  expect(accepted).toMatchObject({ status: 202, body: { status: "removing" } });
  expect(stackBefore).toBe(true);
  expect(here.world.engine.cloud.stacks.has(own.id)).toBe(false);
  expect([...here.world.engine.cloud.resources].filter((name) => name.startsWith(own.id))).toEqual([]);
});

test("another secret of the same account replaces it; one of another account is refused", async () => {
  const first = here.sandbox.digitalocean.newToken("rotating");
  const own = (await give(UMBRELLA, { cloud: "digitalocean", name: "rotating", access: { token: first } })).body;
  const replace = (token: string): Promise<Answer<Credential>> =>
    here.world.request("PATCH", `/v1/credentials/${own.id}`, { body: { access: { token } }, key: UMBRELLA });

  const second = here.sandbox.digitalocean.newToken("rotating");
  const replaced = await replace(second);
  const foreign = await replace(here.sandbox.digitalocean.newToken("somebody-else"));
  const wrong = await replace("dop_v1_nothing");
  const now = await here.world.request<Credential>("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA });

  expect(replaced).toMatchObject({ status: 200, body: { hint: second.slice(-4), status: "verified" } });
  expect(replaced.body.fingerprint).not.toBe(own.fingerprint);
  expect(foreign).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringContaining("it opens another account") },
  });
  expect(wrong.status).toBe(422);
  expect(now.body).toEqual(replaced.body);
  await remove(own.id, UMBRELLA);
});

test("a secret that the cloud has revoked is found by the next verification, and gets no tenant", async () => {
  const own = (await give(UMBRELLA, project("umbrella-revoked"))).body;
  const { db, app } = here.world.service;
  const revoked = sealAccountSecret(app.envelope, own.id, { cloud: "hetzner", token: "revoked" });
  await changeAccount(db.em(), own.id, { secretSealed: revoked });

  const verified = await here.world.request("POST", `/v1/credentials/${own.id}/verify`, { key: UMBRELLA });
  const shown = await here.world.request("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA });
  const refused = await here.world.request("POST", "/v1/tenants", {
    body: { ...ACME, name: "unlucky" },
    key: UMBRELLA,
  });
  const token = here.sandbox.hetzner.newToken("umbrella-revoked");
  await here.world.request("PATCH", `/v1/credentials/${own.id}`, { body: { access: { token } }, key: UMBRELLA });
  const again = await here.world.request("POST", `/v1/credentials/${own.id}/verify`, { key: UMBRELLA });

  expect(verified).toMatchObject({ status: 422, body: { code: "credential_rejected" } });
  expect(shown.body).toMatchObject({
    status: "rejected",
    rejection: expect.stringContaining("unable to authenticate"),
  });
  expect(refused).toMatchObject({ status: 502, body: { code: "cloud_unauthorized" } });
  expect(again).toMatchObject({ status: 200, body: { status: "verified", rejection: null } });
  await remove(own.id, UMBRELLA);
});

test("a customer's cluster cannot be moved into the service's network", async () => {
  const given = await give(UMBRELLA, project("umbrella-cluster"));
  // The sandbox has one cluster, which is the platform's: as if this account were another.
  const is = (cloud: string) =>
    here.world.service.db.em().execute("update cloud_accounts set cloud = ? where id = ?", [cloud, given.body.id]);
  const apiToken = "root@pam!x=00000000-0000-4000-8000-000000000000";

  await is("proxmox");
  const moved = await here.world.request("PATCH", `/v1/credentials/${given.body.id}`, {
    body: { access: { endpoint: "https://10.0.0.5:8006", apiToken, sshPassword: "x" } },
    key: UMBRELLA,
  });
  await is("hetzner");
  await remove(given.body.id, UMBRELLA);

  expect([given.status, moved.status]).toEqual([201, 400]);
  expect(moved.body).toMatchObject({ code: "invalid_request", errors: [{ pointer: "/access/endpoint" }] });
});

test("an account that its cloud has closed shows in the metrics, and one call of its owner's opens it again", async () => {
  const own = (await give(UMBRELLA, project("umbrella-closed"))).body;
  const em = here.world.service.db.em();
  const reopen = (account: string, key?: string) =>
    here.world.request("POST", `/v1/budgets/${account}/reopen`, key === undefined ? {} : { key });
  const closed = async () => {
    const metrics = await (await fetch(`${here.world.service.url}/metrics`)).text();
    return metrics.split("\n").filter((line) => line.startsWith("freehold_cloud_budget_closed_seconds{"));
  };
  await ensureBudget(em, own.id, "hetzner", { capacity: 3600, perSec: 1 });
  await closeBudget(em, own.id, 3600_000);

  expect(await closed()).toEqual([
    expect.stringMatching(new RegExp(`cloud="hetzner",account="${own.id}"} 3[56]\\d\\d`)),
  ]);
  expect((await reopen(own.id, WAYNE)).status).toBe(404);
  expect((await reopen("cloudflareother", UMBRELLA)).status).toBe(404);
  expect((await reopen("cloudflareother")).body).toMatchObject({ code: "not_found" });
  expect(await closed()).toHaveLength(1);

  expect(await reopen(own.id, UMBRELLA)).toMatchObject({ status: 200, body: { account: own.id } });

  expect(await closed()).toEqual([]);
  expect(await takeCalls(em, own.id, 1)).toMatchObject({ granted: 1, closedMs: 0 });
  await remove(own.id, UMBRELLA);
});
