import { ProxmoxServer } from "@freehold/components";
import { machineProvider } from "@freehold/stack-contract/machine-provider";
import * as pulumi from "@pulumi/pulumi";

const { PROXMOX_VE_ENDPOINT = "", PROXMOX_VE_API_TOKEN = "", FREEHOLD_SSH_PORT } = process.env;
const { PROXMOX_VE_SSH_PASSWORD = "", PROXMOX_VE_SSH_ADDRESS = "", PROXMOX_VE_SSH_PORT } = process.env;

const proxmoxve = {
  endpoint: PROXMOX_VE_ENDPOINT,
  apiToken: PROXMOX_VE_API_TOKEN,
  insecure: true,
  sshPassword: PROXMOX_VE_SSH_PASSWORD,
  sshAddress: PROXMOX_VE_SSH_ADDRESS,
  sshPort: Number(PROXMOX_VE_SSH_PORT),
};

const server = new ProxmoxServer(
  "acme",
  {
    tenantId: "tabc123",
    organization: "test",
    operation: "op1",
    region: "pve",
    serverType: new pulumi.Config().require("type"),
    sshPort: Number(FREEHOLD_SSH_PORT),
    placement: { bridge: "tenants", vlan: 12, address: "192.0.2.7/24", gateway: "192.0.2.1" },
  },
  { providers: [machineProvider("proxmox", { proxmoxve }, "pve")] },
);

export const { machineId } = server;
