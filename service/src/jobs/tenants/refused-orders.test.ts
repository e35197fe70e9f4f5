import type { Operation, Tenant } from "@freehold/model";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { CloudTarget, ConfiguredClouds } from "../../app/accounts/clouds-port.ts";
import { sandboxClouds } from "../../compose/sandbox-clouds.ts";
import { ACME, type Answer, makeWorld, type World } from "../../testing/world.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}
type ClusterSettings = Partial<NonNullable<CloudTarget["providers"]["proxmoxve"]>>;

/** What the operator has set for the cluster, beside how it is reached. */
const cluster: ClusterSettings = {};
let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox({ proxmoxOfflineNodes: ["pve2"] });
  world = await makeWorld({ clouds: withSettings(sandboxClouds(sandbox), cluster), probe: null });
});
afterEach(async () => {
  for (const name of Object.keys(cluster)) delete cluster[name as keyof ClusterSettings];
  await control("DELETE", "/faults");
  const { body } = await world.request<Accepted>("DELETE", "/v1/tenants/acme");
  if (body.operation !== undefined) await world.ended(body.operation.id);
});
afterAll(async () => {
  await world.close();
  await sandbox.close();
});

function withSettings(clouds: ConfiguredClouds, settings: ClusterSettings): ConfiguredClouds {
  return {
    ...clouds,
    target(account) {
      const target = clouds.target(account);
      const { proxmoxve } = target.providers;
      const changed = proxmoxve && { proxmoxve: { ...proxmoxve, ...settings } };
      return { ...target, providers: { ...target.providers, ...changed } };
    },
  };
}

async function control(method: string, path: string, body?: object): Promise<void> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${sandbox.control.endpoint}${path}`, { method, ...sent });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
}

function ask<Body>(path: string, placement: object): Promise<Answer<Body>> {
  return world.request("POST", path, { body: { ...ACME, placement: { size: "small", ...placement } } });
}

const ON_PVE = { cloud: "proxmox", region: "pve" };

test.each<[string, ClusterSettings, { region?: string }, { code: string; reason: RegExp; nextStep: RegExp }]>([
  [
    "a template that is not there",
    { templateId: 4711 },
    {},
    {
      code: "cloud_misconfigured",
      reason: /^PROXMOX_VE_TEMPLATE_ID is 4711, and node pve has no virtual machine of that number$/,
      nextStep: /set PROXMOX_VE_TEMPLATE_ID to the number of one/,
    },
  ],
  [
    "a storage without snippets",
    { snippetStorage: "local-lvm" },
    {},
    {
      code: "cloud_misconfigured",
      reason:
        /^PROXMOX_VE_SNIPPET_STORAGE is local-lvm, and that storage does not allow snippets, only images,rootdir$/,
      nextStep: /pvesm set local-lvm --content images,rootdir,snippets`, or .* to another: of the node local do/,
    },
  ],
  [
    "a storage without images",
    { storage: "local" },
    {},
    {
      code: "cloud_misconfigured",
      reason: /^PROXMOX_VE_STORAGE is local, and that storage does not allow images, only backup/,
      nextStep: /of the node local-lvm do/,
    },
  ],
  [
    "a storage that is not there",
    { storage: "fast" },
    {},
    {
      code: "cloud_misconfigured",
      reason: /^PROXMOX_VE_STORAGE is fast, and node pve has no storage of that name$/,
      nextStep: /set PROXMOX_VE_STORAGE to a storage that allows images: of the node local-lvm do/,
    },
  ],
  [
    "a bridge that is not there",
    { bridge: "vmbr9" },
    {},
    {
      code: "cloud_misconfigured",
      reason: /^PROXMOX_VE_BRIDGE is vmbr9, and node pve has no bridge or virtual network of that name$/,
      nextStep: /set PROXMOX_VE_BRIDGE to one of vmbr0/,
    },
  ],
  [
    "a pool that is not there",
    { pool: "tenants" },
    {},
    {
      code: "cloud_misconfigured",
      reason: /^PROXMOX_VE_POOL is tenants, and the cluster has no pool of that name$/,
      nextStep: /make the pool/,
    },
  ],
  [
    "a node that is offline",
    {},
    { region: "pve2" },
    {
      code: "cloud_unreachable",
      reason: /^node pve2, which placement.region names, is offline$/,
      nextStep: /start the node, or choose another one as the region: pve$/,
    },
  ],
])("%s is named in preview and create, and nothing is made", async (_what, settings, place, failure) => {
  Object.assign(cluster, settings);

  const preview = await ask<{ code: string; detail: string }>("/v1/tenants/preview", { ...ON_PVE, ...place });
  const signup = await ask<Accepted>("/v1/tenants", { ...ON_PVE, ...place });
  const operation = await world.ended(signup.body.operation.id);

  expect(preview.body).toMatchObject({ code: failure.code, detail: expect.stringMatching(failure.reason) });
  expect(operation).toMatchObject({
    status: "failed",
    failure: {
      code: failure.code,
      reason: expect.stringMatching(failure.reason),
      nextStep: expect.stringMatching(failure.nextStep),
    },
  });
  expect(await sandbox.inventory()).toEqual([]);
  expect(world.engine.calls).not.toContain("up tenant");
});

test.each([
  ["hetzner", "fsn1", "/ssh_keys", "token_readonly", "HCLOUD_TOKEN"],
  ["digitalocean", "fra1", "/account/keys", "forbidden", "DIGITALOCEAN_TOKEN"],
])("a token of %s that may only read is named, and nothing is made", async (cloud, region, path, code, setting) => {
  await control("POST", "/faults", { cloud, method: "POST", path, kind: "status", status: 403, code, always: true });

  const preview = await ask("/v1/tenants/preview", { cloud, region });
  const signup = await ask<Accepted>("/v1/tenants", { cloud, region });
  const operation = await world.ended(signup.body.operation.id);

  const reason = expect.stringMatching(
    new RegExp(
      `^${cloud} refuses the API token \\(${setting}, or the credential that was entered\\): it may not write`,
    ),
  );
  expect(preview).toMatchObject({ status: 502, body: { code: "cloud_unauthorized", detail: reason } });
  expect(operation).toMatchObject({ status: "failed", failure: { code: "cloud_unauthorized", reason } });
  expect(await sandbox.inventory()).toEqual([]);
});

test.each([
  ["a region that the cloud has not", { region: "mars1" }, "region_unknown", /region must be one of fsn1, nbg1/],
  [
    "a machine type that the region does not sell",
    { region: "ash", machineType: "cx23" },
    "size_unavailable",
    /does not sell cx23 in ash/,
  ],
  ["a machine type that the cloud has not", { machineType: "cx99" }, "size_unavailable", /must be one of cx23/],
  [
    "a machine type that is too small",
    { region: "ash", machineType: "cpx11" },
    "template_not_available",
    /needs 4 GiB of memory, cpx11 has 2/,
  ],
])("%s is refused at once", async (_what, place, code, detail) => {
  const answer = await ask("/v1/tenants", { cloud: "hetzner", region: "fsn1", ...place });

  expect(answer).toMatchObject({ status: 422, body: { code, detail: expect.stringMatching(detail) } });
  expect(await sandbox.inventory()).toEqual([]);
});

test("a node that the cluster has not is refused with those it has", async () => {
  // Known once the cluster was asked.
  await ask("/v1/tenants/preview", ON_PVE);

  const answer = await ask("/v1/tenants/preview", { ...ON_PVE, region: "pve7" });

  expect(answer).toMatchObject({
    status: 422,
    body: { code: "region_unknown", detail: expect.stringContaining("one of pve, pve2, got") },
  });
});

test("a token that the cloud does not know is named when the service starts and at every signup", async () => {
  const clouds = sandboxClouds({ ...sandbox, hetzner: { ...sandbox.hetzner, token: "x".repeat(64) } });
  // Real accounts are called by the setting that brings their token.
  const accounts: ConfiguredClouds["accounts"] = (cloud) =>
    clouds.accounts(cloud).map((account) => ({ ...account, name: "HCLOUD_TOKEN" }));
  const wrong = await makeWorld({ clouds: { ...clouds, accounts }, probe: null });

  const preview = await wrong.request("POST", "/v1/tenants/preview", { body: ACME });
  const signup = await wrong.request("POST", "/v1/tenants", { body: ACME });
  await wrong.close();

  for (const { status, body } of [preview, signup]) {
    expect(status).toBe(502);
    expect(body).toMatchObject({ code: "cloud_unauthorized", detail: expect.stringContaining("HCLOUD_TOKEN") });
  }
  expect(await sandbox.inventory()).toEqual([]);
});

test("the offer reports prices by the hour and the month, and that the cloud said so just now", async () => {
  const sizes = await world.request<{ items: object[] }>("GET", "/v1/clouds/hetzner/sizes?region=fsn1");
  const preview = await ask("/v1/tenants/preview", { cloud: "hetzner", region: "fsn1", machineType: "cx11" });

  expect(sizes.body).toMatchObject({ source: "live", asOf: expect.stringMatching(/^2\d{3}-/) });
  expect(sizes.body.items[0]).toMatchObject({
    size: "small",
    available: true,
    machineType: { name: "cx23" },
    price: { perHour: { amount: 0.0096, currency: "EUR" }, perMonth: { amount: 5.99, currency: "EUR" } },
  });
  expect(preview.body).toMatchObject({
    source: "live",
    placement: { region: "fsn1", machineType: "cx23" },
    price: { perMonth: { amount: 5.99, currency: "EUR" } },
    warnings: [
      expect.stringContaining("hetzner sells cx11 no longer in fsn1: cx23 takes its place"),
      expect.stringContaining("nobody who signs up can sign in"),
    ],
  });
});
