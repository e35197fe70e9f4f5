import {
  assertZone,
  createCloudflareClient,
  createHetznerClient,
  createInventory,
  foreignRecord,
  type InventoryItem,
  inRemovalOrder,
} from "@freehold/clouds";
import { tenantComment, tenantLabels } from "@freehold/model";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

function owned(tenantId: string) {
  return { tenantId, organization: "org1", operation: "op1" };
}

async function order(
  cloud: "hetzner" | "cloudflare",
  path: string,
  body: object,
): Promise<Record<string, { id: number | string }>> {
  const { endpoint, token } = sandbox[cloud];
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(`${endpoint}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as Record<string, { id: number | string }>;
}

function hetzner() {
  return createInventory({ cloud: "hetzner", ...sandbox.hetzner });
}

function cloudflare() {
  return createInventory({ cloud: "cloudflare", ...sandbox.cloudflare });
}

test("a tenant's resources are found by their label at Hetzner, over several pages, and nobody else's", async () => {
  for (let n = 0; n < 51; n++)
    await order("hetzner", "/networks", {
      name: `net-${n}`,
      ip_range: "10.0.0.0/16",
      labels: tenantLabels(owned("tenant1")),
    });
  await order("hetzner", "/firewalls", { name: "fw", labels: tenantLabels(owned("tenant12")) });
  await order("hetzner", "/firewalls", { name: "not-ours" });

  const items = await hetzner().listTenantResources("tenant1");

  expect(items).toHaveLength(51);
  expect(items[0]).toEqual({
    cloud: "hetzner",
    type: "network",
    id: expect.stringMatching(/^\d+$/),
    name: "net-0",
    tenantId: "tenant1",
  });
  expect((await hetzner().listManaged()).map((item) => item.tenantId).filter((id) => id === "tenant12")).toHaveLength(
    1,
  );
});

test("a protected server with an attached volume is removed completely", async () => {
  const labels = tenantLabels(owned("tenant1"));
  const made = await order("hetzner", "/servers", {
    name: "s",
    server_type: "cx23",
    image: "debian-12",
    location: "fsn1",
    labels,
  });
  const server = Number(made.server?.id);
  const client = createHetznerClient(sandbox.hetzner);
  const volume = await order("hetzner", "/volumes", { name: "v", size: 10, server, labels });
  await client.act("server", String(server), "change_protection", { delete: true, rebuild: true });
  await client.act("volume", String(volume.volume?.id), "change_protection", { delete: true });

  const items = await hetzner().listTenantResources("tenant1");
  for (const item of inRemovalOrder(items)) await hetzner().remove(item);

  expect(items.map((item) => item.type).sort()).toEqual(["server", "volume"]);
  expect(await sandbox.inventory()).toEqual([]);
});

test("addresses, groups and images are managed, and removed though they are in use or protected", async () => {
  const shared = { "managed-by": "freehold", "freehold-scope": "account" };
  const labels = tenantLabels(owned("tenant1"));
  const client = createHetznerClient(sandbox.hetzner);
  const { placement_group: group } = await order("hetzner", "/placement_groups", { name: "g", type: "spread", labels });
  const body = {
    name: "s",
    server_type: "cx23",
    image: "debian-12",
    location: "fsn1",
    placement_group: group?.id,
    labels,
  };
  const server = (await order("hetzner", "/servers", body)).server?.id;
  const image = { description: "fh-golden-2026-11", labels: shared };
  const { image: taken } = await order("hetzner", `/servers/${server}/actions/create_image`, image);
  await client.act("image", String(taken?.id), "change_protection", { delete: true });
  const { floating_ip: ip } = await order("hetzner", "/floating_ips", { name: "f", type: "ipv4", server, labels });
  await client.act("floating_ip", String(ip?.id), "change_protection", { delete: true });

  const items = inRemovalOrder(await hetzner().listManaged());
  expect(items.map(({ type, name, tenantId }) => [type, name, tenantId])).toEqual([
    ["server", "s", "tenant1"],
    ["floating_ip", "f", "tenant1"],
    ["placement_group", "g", "tenant1"],
    ["image", "fh-golden-2026-11", undefined],
  ]);
  expect((await hetzner().listTenantResources("tenant1")).map(({ type }) => type)).toEqual(["server"]);

  for (const item of items.filter(({ type }) => type !== "server")) await hetzner().remove(item);
  expect((await sandbox.inventory()).map(({ type }) => type).sort()).toEqual(["primary_ip", "primary_ip", "server"]);
});

test("removing what is gone succeeds", async () => {
  const gone: InventoryItem[] = [
    { cloud: "hetzner", type: "server", id: "999", name: "gone" },
    { cloud: "hetzner", type: "ssh_key", id: "999", name: "gone" },
  ];

  for (const item of gone) await hetzner().remove(item);
  await cloudflare().remove({ cloud: "cloudflare", type: "dns_record", id: "0".repeat(32), name: "gone" });
});

test("a tenant's records are distinguished from those of a tenant whose id begins the same", async () => {
  const { zoneId, zone } = sandbox.cloudflare;
  const record = (name: string, comment: string) =>
    order("cloudflare", `/zones/${zoneId}/dns_records`, {
      type: "A",
      name: `${name}.${zone}`,
      content: "192.0.2.1",
      ttl: 60,
      comment,
    });
  await record("one", tenantComment(owned("tenant1")));
  await record("twelve", tenantComment(owned("tenant12")));
  await record("foreign", "made by hand");

  const items = await cloudflare().listTenantResources("tenant1");

  expect(items).toEqual([
    { cloud: "cloudflare", type: "dns_record", id: expect.any(String), name: `one.${zone}`, tenantId: "tenant1" },
  ]);
  expect((await cloudflare().listManaged()).map((item) => item.name).sort()).toEqual([`one.${zone}`, `twelve.${zone}`]);
  for (const item of items) await cloudflare().remove(item);
  expect(await cloudflare().listTenantResources("tenant1")).toEqual([]);
});

test("a record of somebody else's is found at its name, one of the tenant's own is not", async () => {
  const { zoneId, zone } = sandbox.cloudflare;
  const record = { type: "A", content: "192.0.2.1", ttl: 60 };
  const comment = tenantComment(owned("tenant7"));
  await order("cloudflare", `/zones/${zoneId}/dns_records`, { ...record, name: `hers.${zone}`, comment: "by hand" });
  await order("cloudflare", `/zones/${zoneId}/dns_records`, { ...record, name: `ours.${zone}`, comment });
  const access = { cloud: "cloudflare", ...sandbox.cloudflare } as const;
  const at = (name: string, tenant: string) => foreignRecord(access, `${name}.${zone}`, tenant);

  expect(await at("hers", "tenant7")).toBe("A 192.0.2.1");
  expect(await at("ours", "tenant7")).toBeUndefined();
  expect(await at("ours", "tenant8")).toBe("A 192.0.2.1");
  expect(await at("free", "tenant7")).toBeUndefined();
});

test("a zone is found by its name", async () => {
  const client = createCloudflareClient(sandbox.cloudflare);

  expect(await client.zoneByName(sandbox.cloudflare.zone)).toMatchObject({
    id: sandbox.cloudflare.zoneId,
    name: sandbox.cloudflare.zone,
  });
  expect(await client.zoneByName("elsewhere.example")).toBeUndefined();
});

test("a zone that is asked for is found, and a name in one is told from a zone with what to set", async () => {
  const { zoneId, zone, endpoint, token } = sandbox.cloudflare;
  const at = (place: { zone?: string; zoneId?: string }) =>
    assertZone({ cloud: "cloudflare", endpoint, token, ...place });

  expect(await at({ zone })).toBe(zoneId);
  expect(await at({ zone: `eu.${zone}`, zoneId })).toBe(zoneId);
  await expect(at({ zone: `eu.prod.${zone}` })).rejects.toMatchObject({
    code: "cloud_misconfigured",
    message: `eu.prod.${zone} is no zone at cloudflare, but a name in the zone ${zone}`,
    nextStep: expect.stringContaining(`set FREEHOLD_ZONE_ID to ${zoneId}`),
  });
  await expect(at({ zone: "elsewhere.example" })).rejects.toMatchObject({
    code: "cloud_misconfigured",
    nextStep: expect.stringContaining("Zone:Read"),
  });
  await expect(at({ zone: "elsewhere.example", zoneId })).rejects.toMatchObject({
    message: `FREEHOLD_ZONE_ID is the id of the zone ${zone}, and elsewhere.example does not lie in it, got "${zoneId}"`,
  });
});

test("a zone at Route 53 is looked up in the same way", async () => {
  const { zoneId, zone, endpoint, accessKeyId, secretAccessKey } = sandbox.route53;
  const access = { cloud: "route53", endpoint, accessKeyId, secretAccessKey } as const;

  expect(await assertZone({ ...access, zone })).toBe(zoneId);
  expect(await assertZone({ ...access, zone: `eu.${zone}`, zoneId })).toBe(zoneId);
  await expect(assertZone({ ...access, zone: `eu.${zone}` })).rejects.toMatchObject({
    nextStep: expect.stringContaining(`set FREEHOLD_ZONE_ID to ${zoneId}`),
  });
  await expect(assertZone({ ...access, zone: "elsewhere.example", zoneId })).rejects.toMatchObject({
    code: "cloud_misconfigured",
  });
});

test("live server types and prices can be read", async () => {
  const client = createHetznerClient(sandbox.hetzner);

  const types = await client.serverTypes();

  expect(types.find((type) => type.name === "cx23")).toMatchObject({ cores: 2, memory: 4 });
  expect((await client.pricing()).currency).toBe("EUR");
});

test("what uses others is removed before what is used", () => {
  const types = ["ssh_key", "network", "volume", "server"] as const;
  const items: InventoryItem[] = [
    { cloud: "cloudflare", type: "dns_record", id: "1", name: "a" },
    ...types.map((type) => ({ cloud: "hetzner", type, id: "1", name: type }) as const),
  ];

  expect(inRemovalOrder(items).map((item) => item.type)).toEqual([
    "server",
    "volume",
    "network",
    "ssh_key",
    "dns_record",
  ]);
});
