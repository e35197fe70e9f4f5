import type { Credential, Operation, Tenant } from "@freehold/model";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { CloudSummary } from "../app/clouds-port.ts";
import { sealAccountSecret } from "../app/sealed.ts";
import { liveClouds } from "../compose/live-clouds.ts";
import { sandboxClouds } from "../compose/sandbox-clouds.ts";
import type { LiveConfig } from "../config-clouds.ts";
import { hashApiKey } from "../crypto/api-key.ts";
import { changeAccount } from "../db/accounts.ts";
import { putApiKey } from "../db/api-keys.ts";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";

/** A second organization, beside the operator's. */
const UMBRELLA = "key-of-the-umbrella-corporation";
const WAYNE = "key-of-wayne-enterprises";

let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox();
  world = await makeWorld({ clouds: sandboxClouds(sandbox) });
  const em = world.service.db.em();
  for (const [organization, key] of [
    ["umbrella", UMBRELLA],
    ["wayne", WAYNE],
  ] as const)
    await putApiKey(em, { id: organization, organization, name: "test", keyHash: hashApiKey(key) });
});
afterAll(async () => {
  await world.close();
  await sandbox.close();
});

function give(key: string | undefined, body: object): Promise<Answer<Credential>> {
  return world.request("POST", "/v1/credentials", { body, ...(key !== undefined && { key }) });
}

/** A Hetzner project of its own for each name. */
function project(name: string, more: object = {}): object {
  return { cloud: "hetzner", name, access: { token: sandbox.hetzner.newToken(name) }, ...more };
}

/** Signs a tenant up and tells which account it is in. */
async function accountOf(name: string, key: string): Promise<string> {
  const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants", {
    body: { ...ACME, name },
    key,
  });
  for (;;) {
    const operation = await world.request<Operation>("GET", `/v1/operations/${body.operation.id}`, { key });
    if (operation.body.endedAt !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const rows = await world.service.db
    .em()
    .execute<{ account_id: string }[]>("select account_id from tenants where name = ? and status <> 'destroyed'", [
      name,
    ]);
  return rows[0]?.account_id ?? "";
}

async function destroy(name: string, key: string): Promise<void> {
  await world.request("DELETE", `/v1/tenants/${name}`, { key });
  for (;;) {
    const { status } = await world.request<Tenant>("GET", `/v1/tenants/${name}`, { key });
    if (status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Removes a credential and waits until it is gone. */
async function remove(id: string, key?: string): Promise<void> {
  const as = key === undefined ? {} : { key };
  await world.request("DELETE", `/v1/credentials/${id}`, as);
  for (;;) {
    const { status } = await world.request("GET", `/v1/credentials/${id}`, as);
    if (status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function storedAccounts(): Promise<string> {
  return JSON.stringify(await world.service.db.em().execute("select * from cloud_accounts"));
}

test("a token that the cloud refuses is refused with the vendor's word, and nothing is kept", async () => {
  const before = await storedAccounts();

  const hetzner = await give(UMBRELLA, { cloud: "hetzner", name: "ours", access: { token: "x".repeat(64) } });
  const digitalocean = await give(UMBRELLA, { cloud: "digitalocean", name: "ours", access: { token: "dop_v1_nope" } });
  const { endpoint, tokenId, ssh } = sandbox.proxmox;
  const apiToken = `${tokenId}=00000000-0000-4000-8000-000000000000`;
  const access = { endpoint, apiToken, insecure: true, sshPassword: ssh.password };
  const proxmox = await give(UMBRELLA, { cloud: "proxmox", name: "rack", access });

  expect(hetzner).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringContaining("unable to authenticate") },
  });
  expect(digitalocean).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringMatching(/401 \S+: Unable to authenticate/) },
  });
  expect(proxmox).toMatchObject({
    status: 422,
    body: {
      code: "credential_rejected",
      detail: expect.stringContaining("invalid token value!"),
      nextStep: expect.stringContaining("make an API token whose role"),
    },
  });
  expect(await storedAccounts()).toBe(before);
});

test("a token that may only read is refused", async () => {
  const fault = {
    cloud: "hetzner",
    method: "POST",
    path: "/ssh_keys$",
    kind: "status",
    status: 403,
    code: "token_readonly",
    message: "token is only allowed to perform GET requests",
  };
  await fetch(`${sandbox.control.endpoint}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });

  const refused = await give(UMBRELLA, project("read-only"));

  expect(refused).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringContaining("may read and not order machines") },
  });
});

test("an account in which a Freehold service left its firewall is refused with what to remove", async () => {
  const token = sandbox.hetzner.newToken("left-behind");
  await fetch(`${sandbox.hetzner.endpoint}/firewalls`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: "fh-profile-web",
      labels: { "managed-by": "freehold", "freehold-scope": "account" },
    }),
  });

  const refused = await give(UMBRELLA, { cloud: "hetzner", name: "left behind", access: { token } });

  expect(refused).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", nextStep: expect.stringContaining("managed-by freehold") },
  });
});

test("what opens an account is checked by its cloud's rules, and never repeated", async () => {
  const access = {
    endpoint: "http://pve.example.com",
    apiToken: "hunter2",
    colour: "hunter3",
    address: "192.0.2.7/24",
  };

  const proxmox = await give(UMBRELLA, { cloud: "proxmox", name: "rack", access });
  const hetzner = await give(UMBRELLA, { cloud: "hetzner", name: "ours", access: {} });
  const docker = await give(UMBRELLA, { cloud: "docker", name: "ours", access: {} });

  expect(proxmox.status).toBe(400);
  expect(proxmox.body).toMatchObject({
    code: "invalid_request",
    errors: expect.arrayContaining([
      expect.objectContaining({ pointer: "/access/endpoint" }),
      { pointer: "/access/apiToken", detail: "must be like user@realm!name=uuid" },
      { pointer: "/access/colour", detail: "is not known at proxmox; leave it out" },
      { pointer: "/access/address", detail: "is not known at proxmox; leave it out" },
    ]),
  });
  expect(JSON.stringify(proxmox.body)).not.toMatch(/hunter/);
  expect(hetzner.body).toMatchObject({ errors: [{ pointer: "/access/token", detail: "is required: must be text" }] });
  expect(docker.body).toMatchObject({
    errors: [{ pointer: "/cloud", detail: 'must be one of hetzner, digitalocean, proxmox, got "docker"' }],
  });
});

test("a credential shows a fingerprint and four characters of its secret, and is sealed", async () => {
  const token = sandbox.digitalocean.newToken("umbrella");

  const { status, body } = await give(UMBRELLA, { cloud: "digitalocean", name: "our team", access: { token } });
  const read = await world.request<Credential>("GET", `/v1/credentials/${body.id}`, { key: UMBRELLA });
  const stored = await storedAccounts();
  await remove(body.id, UMBRELLA);
  const after = await storedAccounts();

  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^cr[0-9a-z]{15}sandbox[0-9a-f]{12}$/),
    cloud: "digitalocean",
    name: "our team",
    owner: "organization",
    source: "credential",
    status: "verified",
    hint: token.slice(-4),
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    policy: { templates: "all", otherwise: "refuse" },
    quotas: { servers: 25, otherServers: 0 },
    tenants: 0,
  });
  expect(read.body).toEqual(body);
  expect(JSON.stringify([body, stored])).not.toContain(token);
  expect(stored).toContain("fh1.");
  expect(JSON.parse(after)).toContainEqual(
    expect.objectContaining({ id: body.id, secret_sealed: null, removed_at: expect.any(String) }),
  );
});

test("an organization's tenants go to its own account, and nobody else's do", async () => {
  const own = (await give(UMBRELLA, project("umbrella-own"))).body;

  const used = {
    umbrella: await accountOf("raccoon", UMBRELLA),
    wayne: await accountOf("manor", WAYNE),
    operator: await accountOf("ours", world.service.adminKey),
  };
  const tenants = (await world.request<Credential>("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA })).body.tenants;
  await destroy("raccoon", UMBRELLA);
  await remove(own.id, UMBRELLA);
  const afterwards = await accountOf("raccoon", UMBRELLA);

  const platform = world.service.clouds.accounts("hetzner")[0]?.id;
  expect(used).toEqual({ umbrella: own.id, wayne: platform, operator: platform });
  expect(tenants).toBe(1);
  expect(afterwards).toBe(platform);
  await Promise.all([destroy("raccoon", UMBRELLA), destroy("manor", WAYNE)]);
  await destroy("ours", world.service.adminKey);
});

test("templates that the policy leaves out go to the platform's account", async () => {
  const own = (await give(UMBRELLA, project("umbrella-hybrid", { policy: { templates: ["dokploy"] } }))).body;
  const ofPolicy = await accountOf("left-out", UMBRELLA);
  await world.request("PATCH", `/v1/credentials/${own.id}`, {
    body: { policy: { templates: ["dokploy", "supabase"] } },
    key: UMBRELLA,
  });
  const afterwards = await accountOf("taken-in", UMBRELLA);

  expect(ofPolicy).toBe(world.service.clouds.accounts("hetzner")[0]?.id);
  expect(afterwards).toBe(own.id);
  await Promise.all([destroy("left-out", UMBRELLA), destroy("taken-in", UMBRELLA)]);
  await remove(own.id, UMBRELLA);
});

test("a full account of one's own refuses the signup, unless the policy sends it to the platform", async () => {
  const own = (await give(UMBRELLA, project("umbrella-small", { maxTenants: 0 }))).body;
  const refused = await world.request("POST", "/v1/tenants", { body: { ...ACME, name: "extra" }, key: UMBRELLA });
  const preview = await world.request("POST", "/v1/tenants/preview", {
    body: { ...ACME, name: "extra" },
    key: UMBRELLA,
  });
  await world.request("PATCH", `/v1/credentials/${own.id}`, {
    body: { policy: { otherwise: "platform" } },
    key: UMBRELLA,
  });
  const used = await accountOf("extra", UMBRELLA);

  expect(refused).toMatchObject({
    status: 503,
    body: { code: "cloud_quota_reached", detail: expect.stringContaining("umbrella-small: has 0 tenants") },
  });
  expect(preview.status).toBe(503);
  expect(used).toBe(world.service.clouds.accounts("hetzner")[0]?.id);
  await destroy("extra", UMBRELLA);
  await remove(own.id, UMBRELLA);
});

test("another organization neither sees nor changes a credential", async () => {
  const own = (await give(UMBRELLA, project("umbrella-private"))).body;
  const ask = (method: string, path: string, body?: object) =>
    world.request(method, `/v1/credentials/${own.id}${path}`, { key: WAYNE, ...(body && { body }) });

  const list = await world.request("GET", "/v1/credentials", { key: WAYNE });
  const answers = await Promise.all([
    ask("GET", ""),
    ask("PATCH", "", { name: "mine" }),
    ask("POST", "/verify"),
    ask("DELETE", ""),
  ]);

  expect(list.body).toEqual({ items: [] });
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  await remove(own.id, UMBRELLA);
});

test("an account that the service knows already cannot be given a second time, whoever asks", async () => {
  const token = sandbox.digitalocean.newToken("shared-team");
  const first = await give(UMBRELLA, { cloud: "digitalocean", name: "first", access: { token } });

  const same = await give(UMBRELLA, { cloud: "digitalocean", name: "second", access: { token } });
  const otherToken = sandbox.digitalocean.newToken("shared-team");
  const sameTeam = await give(WAYNE, { cloud: "digitalocean", name: "third", access: { token: otherToken } });
  const platform = await give(WAYNE, {
    cloud: "hetzner",
    name: "the platform's",
    access: { token: sandbox.hetzner.token },
  });

  expect([same, sameTeam, platform].map(({ status, body }) => [status, (body as { code?: string }).code])).toEqual([
    [409, "credential_in_use"],
    [409, "credential_in_use"],
    [409, "credential_in_use"],
  ]);
  await remove(first.body.id, UMBRELLA);
});

test("only the operator gives the platform accounts, and they take anybody's tenants", async () => {
  const forbidden = await give(WAYNE, project("platform-2", { owner: "platform" }));
  const em = world.service.db.em();
  await em.execute("update cloud_accounts set max_tenants = 0 where source = 'configuration' and cloud = 'hetzner'");
  const given = (await give(undefined, project("platform-2", { owner: "platform" }))).body;
  const used = await accountOf("pooled", WAYNE);
  await em.execute("update cloud_accounts set max_tenants = null where source = 'configuration'");
  const seen = await world.request("GET", "/v1/credentials", { key: WAYNE });

  expect(forbidden).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(given).toMatchObject({ owner: "platform", policy: null });
  expect(used).toBe(given.id);
  expect(seen.body).toEqual({ items: [] });
  await destroy("pooled", WAYNE);
  await remove(given.id);
});

test("the operator sees the accounts of the settings and changes them there", async () => {
  const { body } = await world.request<{ items: Credential[] }>("GET", "/v1/credentials");
  const [first] = body.items.filter(({ cloud }) => cloud === "hetzner");
  const changed = await world.request("PATCH", `/v1/credentials/${first?.id}`, { body: { name: "renamed" } });
  const removed = await world.request("DELETE", `/v1/credentials/${first?.id}`);

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

  const refused = await world.request("DELETE", `/v1/credentials/${own.id}`, { key: UMBRELLA });
  const stackBefore = world.engine.cloud.stacks.has(own.id);
  await destroy("resident", UMBRELLA);
  const accepted = await world.request("DELETE", `/v1/credentials/${own.id}`, { key: UMBRELLA });
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
  expect(world.engine.cloud.stacks.has(own.id)).toBe(false);
  expect([...world.engine.cloud.resources].filter((name) => name.startsWith(own.id))).toEqual([]);
});

test("another secret of the same account replaces it; one of another account is refused", async () => {
  const first = sandbox.digitalocean.newToken("rotating");
  const own = (await give(UMBRELLA, { cloud: "digitalocean", name: "rotating", access: { token: first } })).body;
  const replace = (token: string): Promise<Answer<Credential>> =>
    world.request("PATCH", `/v1/credentials/${own.id}`, { body: { access: { token } }, key: UMBRELLA });

  const second = sandbox.digitalocean.newToken("rotating");
  const replaced = await replace(second);
  const foreign = await replace(sandbox.digitalocean.newToken("somebody-else"));
  const wrong = await replace("dop_v1_nothing");
  const now = await world.request<Credential>("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA });

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
  const { db, app } = world.service;
  const revoked = sealAccountSecret(app.envelope, own.id, { cloud: "hetzner", token: "revoked" });
  await changeAccount(db.em(), own.id, { secretSealed: revoked });

  const verified = await world.request("POST", `/v1/credentials/${own.id}/verify`, { key: UMBRELLA });
  const shown = await world.request("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA });
  const refused = await world.request("POST", "/v1/tenants", { body: { ...ACME, name: "unlucky" }, key: UMBRELLA });
  const token = sandbox.hetzner.newToken("umbrella-revoked");
  await world.request("PATCH", `/v1/credentials/${own.id}`, { body: { access: { token } }, key: UMBRELLA });
  const again = await world.request("POST", `/v1/credentials/${own.id}/verify`, { key: UMBRELLA });

  expect(verified).toMatchObject({ status: 422, body: { code: "credential_rejected" } });
  expect(shown.body).toMatchObject({
    status: "rejected",
    rejection: expect.stringContaining("unable to authenticate"),
  });
  expect(refused).toMatchObject({ status: 502, body: { code: "cloud_unauthorized" } });
  expect(again).toMatchObject({ status: 200, body: { status: "verified", rejection: null } });
  await remove(own.id, UMBRELLA);
});

test("a cloud without an account in the settings is open to the organization that brings one, when there is a zone", async () => {
  const settings = { kind: "live" as const, sshPort: 22, sshAllowedFrom: ["192.0.2.0/24"], cloudflareToken: "c" };
  const access = () => ({ ...sandbox.hetzner, cloud: "hetzner", token: sandbox.hetzner.newToken("live") }) as const;
  const openTo = async (zones: LiveConfig["zones"], key?: string) => {
    const clouds = { ...liveClouds({ ...settings, zones }), access };
    const live = await makeWorld({ clouds });
    const own = { cloud: "hetzner", name: "own", access: { token: "t" } };
    const given = await live.request<Credential>("POST", "/v1/credentials", { body: own });
    await putApiKey(live.service.db.em(), { id: "o", organization: "other", name: "o", keyHash: hashApiKey("other") });
    const shown = await live.request<{ items: CloudSummary[] }>("GET", "/v1/clouds", key === undefined ? {} : { key });
    const signup = await live.request("POST", "/v1/tenants/preview", { body: ACME, ...(key !== undefined && { key }) });
    await live.close();
    return [given.status, shown.body.items.find(({ name }) => name === "hetzner")?.configured, signup.body];
  };

  const zone = [{ name: "example.com", provider: "cloudflare" as const }];
  expect(await openTo(zone)).toEqual([201, true, expect.objectContaining({ host: "acme.example.com" })]);
  expect(await openTo(zone, "other")).toEqual([201, false, expect.objectContaining({ code: "cloud_not_configured" })]);
  expect(await openTo([])).toEqual([
    201,
    false,
    expect.objectContaining({ nextStep: expect.stringMatching(/^set FREEHOLD_ZONE in/) }),
  ]);
});

test("the same request with the same Idempotency-Key keeps one credential", async () => {
  const body = project("umbrella-once");
  const once = () =>
    world.request<Credential>("POST", "/v1/credentials", {
      body,
      key: UMBRELLA,
      headers: { "Idempotency-Key": "once" },
    });

  const [first, second] = [await once(), await once()];

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  await remove(first.body.id, UMBRELLA);
});
