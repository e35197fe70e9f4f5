import * as proxmoxve from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";

const { PROXMOX_VE_ENDPOINT, PROXMOX_VE_API_TOKEN } = process.env;
const provider = new proxmoxve.Provider("proxmox", {
  ...(PROXMOX_VE_ENDPOINT === undefined ? {} : { endpoint: PROXMOX_VE_ENDPOINT }),
  ...(PROXMOX_VE_API_TOKEN === undefined ? {} : { apiToken: PROXMOX_VE_API_TOKEN }),
  insecure: true,
});
const opts = { provider };

/** `first`, then `second`: changes whatever can change in place. */
const isFirst = new pulumi.Config().require("round") === "first";

const pool = new proxmoxve.PoolLegacy("pool", { poolId: "containers" }, opts);
const box = new proxmoxve.ContainerLegacy(
  "box",
  {
    nodeName: "pve",
    vmId: 300,
    description: isFirst ? "the first" : "the second",
    tags: isFirst ? ["box"] : ["box", "grown"],
    poolId: pool.poolId,
    operatingSystem: { templateFileId: "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst", type: "debian" },
    unprivileged: true,
    features: { nesting: true },
    cpu: { cores: isFirst ? 1 : 2 },
    memory: { dedicated: isFirst ? 512 : 1024, swap: 256 },
    disk: { datastoreId: "local-lvm", size: isFirst ? 4 : 8 },
    networkInterfaces: [{ name: "eth0", bridge: "vmbr0", vlanId: isFirst ? 12 : 13 }],
    initialization: {
      hostname: "box",
      ipConfigs: [{ ipv4: { address: `192.0.2.${isFirst ? 7 : 8}/24`, gateway: "192.0.2.1" } }],
      userAccount: { keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2nSSyBPZ7yf4VlYAeoUmS1rnyXGvGmRzHOYqgB0Q3x me"] },
    },
  },
  opts,
);
new proxmoxve.ContainerLegacy(
  "copy",
  {
    nodeName: "pve",
    vmId: 301,
    clone: { vmId: box.vmId },
    started: !isFirst,
    networkInterfaces: [{ name: "eth0" }],
    initialization: { hostname: "copy", ipConfigs: [{ ipv4: { address: "dhcp" } }] },
  },
  opts,
);

export const ipv4 = box.ipv4;
