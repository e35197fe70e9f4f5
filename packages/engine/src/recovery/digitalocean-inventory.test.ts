import { createDigitaloceanClient, createInventory, inRemovalOrder } from "@freehold/clouds";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me";
const ORDER = { name: "fh-tenant1", region: "fra1", size: "s-2vcpu-4gb", image: "debian-13-x64" };
const TENANT1 = ["managed-by:freehold", "freehold-tenant:tenant1"];

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

type Ordered = Record<string, { id: number | string }>;

async function order(path: string, body: object): Promise<Ordered> {
  const { endpoint, token } = sandbox.digitalocean;
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${endpoint}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as Ordered;
}

function inventory() {
  return createInventory({ cloud: "digitalocean", ...sandbox.digitalocean });
}

test("a tenant's resources are found by their tags, or by their names where there are no tags, and nobody else's", async () => {
  await order("/droplets", { ...ORDER, tags: TENANT1 });
  await order("/droplets", { ...ORDER, name: "fh-tenant2", tags: ["managed-by:freehold", "freehold-tenant:tenant2"] });
  await order("/droplets", { ...ORDER, name: "fh-tenant1-by-hand", tags: ["freehold-tenant:tenant1"] });
  await order("/volumes", { name: "fh-tenant1-data", region: "fra1", size_gigabytes: 10, tags: TENANT1 });
  await order("/vpcs", { name: "fh-tenant1", region: "fra1" });
  await order("/account/keys", { name: "fh-tenant1", public_key: KEY });
  await order("/firewalls", { name: "fh-tenant1", inbound_rules: [] });
  await order("/firewalls", { name: "fh-profile-web", inbound_rules: [] });
  await order("/tags", { name: "freehold-operation:tenant1:op1" });

  const items = await inventory().listTenantResources("tenant1");

  expect(items.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    "droplet fh-tenant1",
    "firewall fh-tenant1",
    "ssh_key fh-tenant1",
    "tag freehold-operation:tenant1:op1",
    "tag freehold-tenant:tenant1",
    "volume fh-tenant1-data",
    "vpc fh-tenant1",
  ]);
});

test("what all tenants share is managed and nobody's", async () => {
  await order("/firewalls", { name: "fh-profile-web", inbound_rules: [] });
  await order("/tags", { name: "freehold-profile:web" });
  await order("/tags", { name: "not-ours" });

  const items = await inventory().listManaged();

  expect(items.map(({ type, name, tenantId }) => [type, name, tenantId])).toEqual([
    ["firewall", "fh-profile-web", undefined],
    ["tag", "freehold-profile:web", undefined],
  ]);
});

test("images, what they are taken of and addresses are managed, and a tenant's stack is not looked for in them", async () => {
  await order("/account/keys", { name: "fh-golden-builder", public_key: KEY });
  const machine = await order("/droplets", { ...ORDER, tags: TENANT1 });
  const droplet = machine.droplet?.id;
  await order(`/droplets/${droplet}/actions`, { type: "snapshot", name: "fh-golden-2026-11" });
  await order(`/droplets/${droplet}/actions`, { type: "snapshot", name: "by-hand" });
  const { reserved_ip: address } = await order("/reserved_ips", { droplet_id: droplet });
  await order("/reserved_ips", { region: "fra1" });
  const ip = String((address as unknown as { ip: string }).ip);

  const items = inRemovalOrder(await inventory().listManaged());
  expect(items.map(({ type, name, tenantId }) => [type, name, tenantId])).toEqual([
    ["droplet", "fh-tenant1", "tenant1"],
    ["reserved_ip", ip, "tenant1"],
    ["ssh_key", "fh-golden-builder", undefined],
    ["snapshot", "fh-golden-2026-11", undefined],
    ["tag", "managed-by:freehold", undefined],
    ["tag", "freehold-tenant:tenant1", "tenant1"],
  ]);
  expect((await inventory().listTenantResources("tenant1")).map(({ type }) => type)).toEqual(["droplet", "tag"]);

  for (const item of [...items, ...items]) if (item.type !== "droplet") await inventory().remove(item);
  expect((await sandbox.inventory()).map(({ type, name }) => `${type} ${name}`)).toEqual([
    "droplet fh-tenant1",
    expect.stringMatching(/^reserved_ip /),
    "image by-hand",
  ]);
});

test("everything of a tenant is removed in order, an attached volume and a network with members too", async () => {
  const vpc = await order("/vpcs", { name: "fh-tenant1", region: "fra1" });
  const droplet = await order("/droplets", { ...ORDER, tags: TENANT1, vpc_uuid: vpc.vpc?.id });
  const body = { name: "fh-tenant1-data", region: "fra1", size_gigabytes: 10, tags: TENANT1 };
  const volume = await order("/volumes", body);
  await order(`/volumes/${volume.volume?.id}/actions`, { type: "attach", droplet_id: droplet.droplet?.id });
  const client = createDigitaloceanClient({ ...sandbox.digitalocean, pollMs: 10 });

  await client.act("volume", String(volume.volume?.id), { type: "detach", droplet_id: Number(droplet.droplet?.id) });
  for (const item of inRemovalOrder(await inventory().listTenantResources("tenant1"))) await inventory().remove(item);

  expect((await sandbox.inventory()).map(({ type, name }) => `${type} ${name}`)).toEqual(["tag managed-by:freehold"]);
});

test("removing what is gone succeeds", async () => {
  await inventory().remove({ cloud: "digitalocean", type: "droplet", id: "1", name: "gone" });
  await inventory().remove({ cloud: "digitalocean", type: "tag", id: "freehold-tenant:gone", name: "gone" });

  expect(await sandbox.inventory()).toEqual([]);
});
