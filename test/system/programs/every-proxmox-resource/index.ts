import * as proxmoxve from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";

const { env } = process;
const ssh = {
  username: env.PROXMOX_VE_SSH_USERNAME ?? "",
  password: env.PROXMOX_VE_SSH_PASSWORD ?? "",
  nodes: [{ name: "pve", address: env.PROXMOX_VE_SSH_ADDRESS ?? "", port: Number(env.PROXMOX_VE_SSH_PORT) }],
};
const provider = new proxmoxve.Provider("proxmox", {
  endpoint: env.PROXMOX_VE_ENDPOINT ?? "",
  apiToken: env.PROXMOX_VE_API_TOKEN ?? "",
  insecure: true,
  ssh,
});
const opts = { provider };

/** `first`, then `second`: changes whatever can change in place. */
const isFirst = new pulumi.Config().require("round") === "first";
const nodeName = "pve";

const pool = new proxmoxve.PoolLegacy("pool", { poolId: "every", comment: isFirst ? "first" : "second" }, opts);
const file = new proxmoxve.FileLegacy(
  "file",
  {
    nodeName,
    datastoreId: "local",
    contentType: "snippets",
    overwrite: isFirst,
    sourceRaw: { fileName: "every.yaml", data: "#cloud-config\n" },
  },
  opts,
);
const machine = new proxmoxve.VmLegacy(
  "machine",
  {
    nodeName,
    name: isFirst ? "every-first" : "every-second",
    clone: { vmId: 9000, full: true },
    cpu: { cores: isFirst ? 1 : 2 },
    memory: { dedicated: 1024 },
    networkDevices: [{ bridge: "vmbr0", firewall: true }],
    initialization: { userDataFileId: file.id, ipConfigs: [{ ipv4: { address: "dhcp" } }] },
    agent: { enabled: true },
    poolId: pool.poolId,
    stopOnDestroy: true,
  },
  opts,
);
const guest = { nodeName, vmId: machine.vmId };
const set = new proxmoxve.firewall.IpsetLegacy(
  "set",
  {
    ...guest,
    name: "operators",
    cidrs: [
      { name: "192.0.2.0/24" },
      isFirst ? { name: "198.51.100.7" } : { name: "2001:db8::/32", comment: "second" },
    ],
  },
  opts,
);
const ssh22 = { type: "in", action: "ACCEPT", proto: "tcp", dport: "22", source: pulumi.interpolate`+${set.name}` };
const web = { type: "in", action: "ACCEPT", proto: "tcp", dport: isFirst ? "80" : "443", comment: "web" };
export const rules = new proxmoxve.firewall.RulesLegacy(
  "rules",
  { ...guest, rules: isFirst ? [ssh22, web] : [web, { ...ssh22, enabled: false }, { type: "out", action: "DROP" }] },
  opts,
).rules;
new proxmoxve.firewall.OptionsLegacy("options", { ...guest, enabled: true, dhcp: true, ndp: !isFirst }, opts);
