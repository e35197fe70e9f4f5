import { createInventory, createProxmoxClient, inRemovalOrder } from "@freehold/clouds";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const TENANT1 = "managed-by-freehold;freehold-tenant-tenant1";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

function access() {
  const { endpoint, tokenId, tokenSecret } = sandbox.proxmox;
  return { endpoint, apiToken: `${tokenId}=${tokenSecret}`, insecure: true };
}

/** Clones the template and gives the clone its settings. */
async function clone(newid: number, name: string, settings: Record<string, string> = {}): Promise<void> {
  const client = createProxmoxClient({ ...access(), pollMs: 10 });
  await client.waitFor(await client.send("POST", "/nodes/pve/qemu/9000/clone", { newid: String(newid), name }));
  await client.send("PUT", `/nodes/pve/qemu/${newid}/config`, settings);
}

test("a tenant's machines are found by their tags, and by their name before they have any; nobody else's", async () => {
  await clone(100, "renamed-by-hand", { tags: TENANT1 });
  await clone(101, "fh-tenant1");
  await clone(102, "fh-tenant2", { tags: "managed-by-freehold;freehold-tenant-tenant2" });
  await clone(103, "somebody-elses", { tags: "web" });

  const items = await createInventory({ cloud: "proxmox", ...access() }).listTenantResources("tenant1");

  expect(items).toEqual([
    { cloud: "proxmox", type: "qemu", id: "100", name: "renamed-by-hand", tenantId: "tenant1" },
    { cloud: "proxmox", type: "qemu", id: "101", name: "fh-tenant1", tenantId: "tenant1" },
  ]);
});

test("a machine that runs and is protected is removed, and removing what is gone succeeds", async () => {
  await clone(100, "fh-tenant1", { tags: TENANT1, protection: "1" });
  const client = createProxmoxClient(access());
  await client.waitFor(await client.send("POST", "/nodes/pve/qemu/100/status/start", {}));
  const inventory = createInventory({ cloud: "proxmox", ...access() });
  const items = inRemovalOrder(await inventory.listManaged());

  for (const item of [...items, ...items]) await inventory.remove(item);

  expect(items.map(({ id }) => id)).toEqual(["100"]);
  expect(await sandbox.inventory()).toEqual([]);
});

test("a pool is found by its comment when all is listed, a tenant's too, and removed after the machines in it", async () => {
  const client = createProxmoxClient({ ...access(), pollMs: 10 });
  await clone(100, "fh-tenant1", { tags: TENANT1 });
  await client.send("POST", "/pools", { poolid: "ours", comment: "managed-by=freehold freehold-tenant=tenant1" });
  await client.send("POST", "/pools", { poolid: "shared", comment: "managed-by=freehold freehold-scope=account" });
  await client.send("POST", "/pools", { poolid: "somebody-elses", comment: "freehold" });
  await client.send("PUT", "/pools", { poolid: "ours", vms: "100" });
  const inventory = createInventory({ cloud: "proxmox", ...access() });

  const items = inRemovalOrder(await inventory.listManaged());
  expect(items.map(({ type, id, tenantId }) => [type, id, tenantId])).toEqual([
    ["qemu", "100", "tenant1"],
    ["pool", "ours", "tenant1"],
    ["pool", "shared", undefined],
  ]);
  for (const item of [...items, ...items]) await inventory.remove(item);

  expect((await sandbox.inventory()).map(({ name }) => name)).toEqual(["somebody-elses"]);
});

test("a wrong token is distinguished from a cluster that does not answer", async () => {
  const list = (change: object) => createInventory({ cloud: "proxmox", ...access(), ...change }).listManaged();

  await expect(list({ apiToken: "root@pam!other=00000000-0000-4000-8000-000000000000" })).rejects.toMatchObject({
    code: "cloud_unauthorized",
    cloud: "proxmox",
  });
  const client = createProxmoxClient({ ...access(), insecure: false, attempts: 1 });
  await expect(client.send("GET", "/version")).rejects.toMatchObject({ code: "cloud_unreachable" });
});
