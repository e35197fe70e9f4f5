import { assertReady, type MachineAccess, readOffer } from "@freehold/clouds";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { forgetfulMachines } from "./forgetful-machines.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ machines: forgetfulMachines(), proxmoxOfflineNodes: ["pve2"] });
});
afterAll(() => sandbox.close());

const hetzner = (): MachineAccess => ({ cloud: "hetzner", ...pick(sandbox.hetzner) });
const digitalocean = (): MachineAccess => ({ cloud: "digitalocean", ...pick(sandbox.digitalocean) });
const proxmox = (): MachineAccess => {
  const { endpoint, tokenId, tokenSecret } = sandbox.proxmox;
  return { cloud: "proxmox", endpoint, apiToken: `${tokenId}=${tokenSecret}`, insecure: true };
};

function pick({ endpoint, token }: Sandbox["hetzner"]) {
  return { endpoint, token };
}

test("Hetzner reports what it sells, where, and for how much; arm and what is discontinued are left out", async () => {
  const offer = await readOffer(hetzner());

  expect(offer.machineTypes.find(({ name }) => name === "cx23")).toEqual({
    name: "cx23",
    places: ["fsn1", "nbg1", "hel1"].map((region) => ({ region, available: true, perHour: 0.0088, perMonth: 5.49 })),
  });
  expect(offer.extras).toEqual({ ipv4PerMonth: 0.5, volumeGibPerMonth: 0.044, backupShare: 0.2 });
  expect(offer.regions.map(({ name }) => name)).toContain("sin");
  const names = offer.machineTypes.filter(({ places }) => places.length > 0).map(({ name }) => name);
  expect(names.filter((name) => /^(cx11|cax)/.test(name))).toEqual([]);
});

test("DigitalOcean reports what it sells, where, and for how much", async () => {
  const offer = await readOffer(digitalocean());

  const type = offer.machineTypes.find(({ name }) => name === "s-2vcpu-4gb");
  expect(type?.places).toContainEqual({ region: "fra1", available: true, perHour: 0.03571, perMonth: 24 });
  expect(offer.regions).toContainEqual({ name: "fra1", available: true });
});

test("a cluster reports its nodes, and what a node that is offline has is not available", async () => {
  const offer = await readOffer(proxmox());

  expect(offer.regions).toEqual([
    { name: "pve", available: true },
    { name: "pve2", available: false },
  ]);
  expect(offer.machineTypes.find(({ name }) => name === "vm-2-4")?.places).toEqual([
    { region: "pve", available: true, perHour: 0, perMonth: 0 },
    { region: "pve2", available: false, perHour: 0, perMonth: 0 },
  ]);
});

test("what a vendor's specification promises is asked whether an order may be placed, and nothing is made", async () => {
  const machineType = { name: "vm-2-4", cores: 2, memoryGib: 4, diskGib: 40, regions: [] };
  const nothing = { amount: 0, currency: "EUR" };
  const order = { machineType: { ...machineType, pricePerHour: nothing, pricePerMonth: nothing } };

  await assertReady(hetzner(), { ...order, region: "fsn1" });
  await assertReady(digitalocean(), { ...order, region: "fra1" });
  await assertReady(proxmox(), { ...order, region: "pve" });

  expect(await sandbox.inventory()).toEqual([]);
});

test.each([
  [
    "hetzner",
    () => ({ ...hetzner(), token: "x".repeat(64) }),
    /^hetzner refuses the API token \(HCLOUD_TOKEN, .*it is not valid/,
  ],
  [
    "digitalocean",
    () => ({ ...digitalocean(), token: `dop_v1_${"0".repeat(64)}` }),
    /^digitalocean refuses the API token \(DIGITALOCEAN_TOKEN, .*it is not valid/,
  ],
  [
    "proxmox",
    () => ({ ...proxmox(), apiToken: "root@pam!freehold=00000000-0000-4000-8000-000000000000" }),
    /^proxmox refuses the API token \(PROXMOX_VE_API_TOKEN, .*it is not valid/,
  ],
])("a wrong token of %s is named by its setting", async (_cloud, access, message) => {
  const nothing = { amount: 0, currency: "EUR" };
  const prices = { pricePerHour: nothing, pricePerMonth: nothing };
  const machineType = { name: "any", cores: 2, memoryGib: 4, diskGib: 40, regions: [], ...prices };

  const asking = assertReady(access() as MachineAccess, { region: "pve", machineType });

  await expect(asking).rejects.toMatchObject({ code: "cloud_unauthorized", message: expect.stringMatching(message) });
});
