import type { Credential } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { liveClouds } from "../../compose/live-clouds.ts";
import type { LiveConfig } from "../../config/clouds.ts";
import { hashToken } from "../../crypto/token-hash.ts";
import { putApiKey } from "../../db/api-keys.ts";
import { UMBRELLA, useCredentialsWorld, WAYNE } from "../../testing/credentials-world.ts";
import { ACME, makeWorld } from "../../testing/world.ts";
import type { CloudSummary } from "./clouds-port.ts";

const here = useCredentialsWorld();
const { give, project, accountOf, destroy, remove } = here;

test("an organization's tenants go to its own account, and nobody else's do", async () => {
  const own = (await give(UMBRELLA, project("umbrella-own"))).body;

  const used = {
    umbrella: await accountOf("raccoon", UMBRELLA),
    wayne: await accountOf("manor", WAYNE),
    operator: await accountOf("ours", here.world.service.adminKey),
  };
  const tenants = (await here.world.request<Credential>("GET", `/v1/credentials/${own.id}`, { key: UMBRELLA })).body
    .tenants;
  await destroy("raccoon", UMBRELLA);
  await remove(own.id, UMBRELLA);
  const afterwards = await accountOf("raccoon", UMBRELLA);

  const platform = here.world.service.clouds.accounts("hetzner")[0]?.id;
  expect(used).toEqual({ umbrella: own.id, wayne: platform, operator: platform });
  expect(tenants).toBe(1);
  expect(afterwards).toBe(platform);
  await Promise.all([destroy("raccoon", UMBRELLA), destroy("manor", WAYNE)]);
  await destroy("ours", here.world.service.adminKey);
});

test("templates that the policy leaves out go to the platform's account", async () => {
  const own = (await give(UMBRELLA, project("umbrella-hybrid", { policy: { templates: ["app"] } }))).body;
  const ofPolicy = await accountOf("left-out", UMBRELLA);
  await here.world.request("PATCH", `/v1/credentials/${own.id}`, {
    body: { policy: { templates: ["app", "supabase"] } },
    key: UMBRELLA,
  });
  const afterwards = await accountOf("taken-in", UMBRELLA);

  expect(ofPolicy).toBe(here.world.service.clouds.accounts("hetzner")[0]?.id);
  expect(afterwards).toBe(own.id);
  await Promise.all([destroy("left-out", UMBRELLA), destroy("taken-in", UMBRELLA)]);
  await remove(own.id, UMBRELLA);
});

test("a full account of one's own refuses the signup, unless the policy sends it to the platform", async () => {
  const own = (await give(UMBRELLA, project("umbrella-small", { maxTenants: 0 }))).body;
  const refused = await here.world.request("POST", "/v1/tenants", { body: { ...ACME, name: "extra" }, key: UMBRELLA });
  const elsewhere = await here.world.request("POST", "/v1/tenants", {
    body: { ...ACME, name: "extra", placement: { ...ACME.placement, fallback: "cloud" } },
    key: UMBRELLA,
  });
  const preview = await here.world.request("POST", "/v1/tenants/preview", {
    body: { ...ACME, name: "extra" },
    key: UMBRELLA,
  });
  await here.world.request("PATCH", `/v1/credentials/${own.id}`, {
    body: { policy: { otherwise: "platform" } },
    key: UMBRELLA,
  });
  const used = await accountOf("extra", UMBRELLA);

  expect(refused).toMatchObject({
    status: 503,
    body: { code: "cloud_quota_reached", detail: expect.stringContaining("umbrella-small: has 0 tenants") },
  });
  // Another cloud would be an account of the platform's too.
  expect(elsewhere).toMatchObject({ status: 503, body: { code: "cloud_quota_reached" } });
  expect(preview.status).toBe(503);
  expect(used).toBe(here.world.service.clouds.accounts("hetzner")[0]?.id);
  await destroy("extra", UMBRELLA);
  await remove(own.id, UMBRELLA);
});

test("only the operator gives the platform accounts, and they take anybody's tenants", async () => {
  const forbidden = await give(WAYNE, project("platform-2", { owner: "platform" }));
  const em = here.world.service.db.em();
  await em.execute("update cloud_accounts set max_tenants = 0 where source = 'configuration' and cloud = 'hetzner'");
  const given = (await give(undefined, project("platform-2", { owner: "platform" }))).body;
  const used = await accountOf("pooled", WAYNE);
  await em.execute("update cloud_accounts set max_tenants = null where source = 'configuration'");
  const seen = await here.world.request("GET", "/v1/credentials", { key: WAYNE });

  expect(forbidden).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(given).toMatchObject({ owner: "platform", policy: null });
  expect(used).toBe(given.id);
  expect(seen.body).toEqual({ items: [], nextCursor: null });
  await destroy("pooled", WAYNE);
  await remove(given.id);
});

test("a cloud without an account in the settings is open to the organization that brings one, when there is a zone", async () => {
  const settings = { kind: "live" as const, sshPort: 22, sshAllowedFrom: ["192.0.2.0/24"], cloudflareToken: "c" };
  const access = () =>
    ({ ...here.sandbox.hetzner, cloud: "hetzner", token: here.sandbox.hetzner.newToken("live") }) as const;
  const openTo = async (zones: LiveConfig["zones"], key?: string) => {
    const clouds = { ...liveClouds({ ...settings, zones }), access };
    const live = await makeWorld({ clouds });
    const own = { cloud: "hetzner", name: "own", access: { token: "t" } };
    const given = await live.request<Credential>("POST", "/v1/credentials", { body: own });
    await putApiKey(live.service.db.em(), { id: "o", organization: "other", name: "o", keyHash: hashToken("other") });
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
