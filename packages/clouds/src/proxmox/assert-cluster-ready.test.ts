import { machineTypeNamed } from "@freehold/catalogue";
import { FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { assertClusterReady } from "./assert-cluster-ready.ts";
import type { ProxmoxClient } from "./client.ts";
import { PROXMOX_PRIVILEGES } from "./privileges.ts";

const GIB = 1024 ** 3;

/** What a well prepared node answers. */
const READY = {
  "/access/permissions": { "/": Object.fromEntries(PROXMOX_PRIVILEGES.map(({ names }) => [names[0], 1])) },
  "/nodes": [{ node: "pve", status: "online", mem: 8 * GIB, maxmem: 64 * GIB }],
  "/nodes/pve/qemu/9000/config": { name: "debian-12", template: 1 },
  "/nodes/pve/storage": [
    { storage: "local", content: "iso,snippets", active: 1, enabled: 1, avail: 90 * GIB },
    { storage: "local-lvm", content: "images,rootdir", active: 1, enabled: 1, avail: 900 * GIB },
  ],
  "/nodes/pve/network": [
    { iface: "eno1", type: "eth" },
    { iface: "vmbr0", type: "bridge" },
  ],
  "/cluster/sdn/vnets": [{ vnet: "tenants" }],
};

/** A cluster that gives these answers, and says of everything else that it does not exist. */
function clusterOf(answers: Record<string, unknown>): ProxmoxClient {
  return {
    async send(_method, path) {
      if (path in answers) return answers[path];
      throw new FreeholdError("not_found", `${path} does not exist`);
    },
    waitFor: async () => {},
  };
}

function check(answers: Record<string, unknown>, cluster = {}) {
  const machineType = machineTypeNamed("proxmox", "vm-2-4");
  return assertClusterReady(clusterOf({ ...READY, ...answers }), { region: "pve", machineType, cluster });
}

test("a node with template, storages and bridge is ready, on a virtual network too", async () => {
  await expect(check({})).resolves.toBeUndefined();
  await expect(check({}, { bridge: "tenants" })).resolves.toBeUndefined();
});

test.each<[string, Record<string, unknown>, string, RegExp]>([
  [
    "a token without a privilege",
    { "/access/permissions": { "/": { "VM.Audit": 1 }, "/vms/9000": { "VM.Audit": 1 } } },
    "cloud_unauthorized",
    /^the API token of the cluster lacks VM\.Allocate on \/vms, VM\.Clone on \/vms\/9000, /,
  ],
  [
    "a virtual machine that is no template",
    { "/nodes/pve/qemu/9000/config": { name: "web" } },
    "cloud_misconfigured",
    /^PROXMOX_VE_TEMPLATE_ID is 9000, which is a virtual machine and no template on node pve$/,
  ],
  [
    "a storage that is not active",
    { "/nodes/pve/storage": READY["/nodes/pve/storage"].map((each) => ({ ...each, active: 0 })) },
    "cloud_misconfigured",
    /^PROXMOX_VE_STORAGE is local-lvm, and that storage is not active on node pve$/,
  ],
  [
    "a storage that is full",
    { "/nodes/pve/storage": READY["/nodes/pve/storage"].map((each) => ({ ...each, avail: 3 * GIB })) },
    "cloud_capacity",
    /^storage local-lvm of node pve has 3\.0 GiB left, the disk needs 40$/,
  ],
  [
    "a node without memory",
    { "/nodes": [{ node: "pve", status: "online", mem: 62 * GIB, maxmem: 64 * GIB }] },
    "cloud_capacity",
    /^node pve has 2\.0 GiB of memory free, vm-2-4 needs 4$/,
  ],
  [
    "a node that is offline",
    { "/nodes": [{ node: "pve", status: "offline" }] },
    "cloud_unreachable",
    /^node pve, which placement\.region names, is offline$/,
  ],
  [
    "a node that the cluster has not",
    { "/nodes": [{ node: "pve1", status: "online" }] },
    "region_unknown",
    /^region must be a node of the cluster, one of pve1, got "pve"$/,
  ],
])("%s is refused by its setting", async (_what, answers, code, message) => {
  await expect(check(answers)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
