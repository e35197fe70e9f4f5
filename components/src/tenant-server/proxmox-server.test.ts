import { catalogueOf } from "@freehold/catalogue";
import { expect, test } from "@jest/globals";
import { templateText } from "../templates/template-text.ts";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { ProxmoxServer, type ProxmoxServerArgs } from "./proxmox-server.ts";

const ARGS: ProxmoxServerArgs = {
  tenantId: "tabc123",
  organization: "Org1",
  operation: "op1",
  region: "pve",
  serverType: "vm-2-4",
};

function build(args: Partial<ProxmoxServerArgs> = {}) {
  return recordProgram("proxmox-server", () => {
    try {
      new ProxmoxServer("acme", { ...ARGS, ...args });
      return { message: "" };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

test("a machine is cloned from the template, in the size of its type, under its tenant's name and tags", async () => {
  const { inputs } = resourceNamed(await build(), "acme-server");

  const { initialization, ...rest } = inputs;
  expect(rest).toEqual({
    nodeName: "pve",
    name: "fh-tabc123",
    description: "managed-by=freehold freehold-tenant=tabc123 freehold-operation=op1 freehold-organization=Org1",
    tags: ["freehold-profile-web", "freehold-tenant-tabc123", "managed-by-freehold"],
    clone: { vmId: 9000, full: true, datastoreId: "local-lvm" },
    cpu: { cores: 2, sockets: 1, type: "x86-64-v2-AES" },
    memory: { dedicated: 4096 },
    disks: [{ interface: "scsi0", datastoreId: "local-lvm", size: 40 }],
    networkDevices: [{ bridge: "vmbr0" }],
    agent: { enabled: true, timeout: "10m" },
    operatingSystem: { type: "l26" },
    onBoot: true,
    protection: false,
    stopOnDestroy: true,
  });
  expect(initialization).toMatchObject({ datastoreId: "local-lvm", ipConfigs: [{ ipv4: { address: "dhcp" } }] });
});

test("its user data is a secret file on the node, which only root reads and later updates leave alone", async () => {
  const file = resourceNamed(await build({ placement: { snippetStorage: "shared" } }), "acme-user-data");

  expect(file.inputs).toMatchObject({
    nodeName: "pve",
    datastoreId: "shared",
    contentType: "snippets",
    fileMode: "0600",
    sourceRaw: { fileName: "fh-tabc123-user-data.yaml", data: expect.stringMatching(/^#cloud-config\n/) },
  });
  expect(file.secretInputs).toEqual(["sourceRaw"]);
  expect(file.ignoreChanges).toEqual(["sourceRaw", "fileMode"]);
});

test("the placement decides template, storage, network and pool", async () => {
  const placement = {
    templateId: 9100,
    storage: "fast",
    bridge: "tenants",
    vlan: 12,
    pool: "tenants",
    address: "192.0.2.7/24",
    gateway: "192.0.2.1",
  };

  expect(resourceNamed(await build({ placement }), "acme-server").inputs).toMatchObject({
    clone: { vmId: 9100, datastoreId: "fast" },
    disks: [{ datastoreId: "fast" }],
    networkDevices: [{ bridge: "tenants", vlanId: 12 }],
    initialization: { ipConfigs: [{ ipv4: { address: "192.0.2.7/24", gateway: "192.0.2.1" } }] },
    poolId: "tenants",
  });
});

test("only root closes the snippet to others: another user's provider could not change its mode", async () => {
  const byRoot = await build();
  const byAnother = await build({ placement: { snippetUser: "freehold" } });

  expect(resourceNamed(byRoot, "acme-user-data").inputs.fileMode).toBe("0600");
  expect(resourceNamed(byAnother, "acme-user-data").inputs).not.toHaveProperty("fileMode");
});

test("a template with images in it has a disk that the smallest machine need not shrink", () => {
  const script = templateText("golden/proxmox-template");
  const gib = Number(/^PULL_DISK=(\d+)G$/m.exec(script)?.[1]);

  expect(gib).toBeGreaterThanOrEqual(20);
  expect(gib).toBeLessThanOrEqual(Math.min(...catalogueOf("proxmox").machineTypes.map(({ diskGib }) => diskGib)));
});

test("protection is kept by the engine and by the cluster", async () => {
  const server = resourceNamed(await build({ protect: true }), "acme-server");

  expect(server).toMatchObject({ protect: true, inputs: { protection: true } });
});

test("a firewall of its own lets SSH in from the networks named, HTTP and HTTPS from everywhere, and nothing else", async () => {
  const program = await build({ sshPort: 2222, firewall: { sshAllowedFrom: ["192.0.2.0/24", "198.51.100.7/32"] } });

  const vmId = 100;
  expect(resourceNamed(program, "acme-server").inputs.networkDevices).toEqual([{ bridge: "vmbr0", firewall: true }]);
  expect(resourceNamed(program, "acme-ssh-networks").inputs).toMatchObject({
    name: "freehold-ssh",
    cidrs: [{ name: "192.0.2.0/24" }, { name: "198.51.100.7" }],
  });
  const accepted = { type: "in", action: "ACCEPT", proto: "tcp", enabled: true };
  expect(resourceNamed(program, "acme-firewall-rules").inputs.rules).toEqual([
    { ...accepted, dport: "2222", source: "+freehold-ssh", comment: "SSH" },
    { ...accepted, dport: "80", comment: "HTTP" },
    { ...accepted, dport: "443", comment: "HTTPS" },
  ]);
  expect(resourceNamed(program, "acme-firewall").inputs).toMatchObject({
    enabled: true,
    inputPolicy: "DROP",
    dhcp: true,
    ndp: true,
  });
  for (const name of ["acme-ssh-networks", "acme-firewall-rules", "acme-firewall"]) {
    expect(resourceNamed(program, name)).toMatchObject({
      inputs: { nodeName: "pve", vmId },
      deletedWith: "acme-server",
    });
  }
});

test("networks are written as the cluster keeps them, however they are spelled", async () => {
  const program = await build({
    firewall: { sshAllowedFrom: ["2001:DB8:0::/32", "2001:db8::7/128", "2001:db8::/32"] },
  });

  expect(resourceNamed(program, "acme-ssh-networks").inputs.cidrs).toEqual([
    { name: "2001:db8::/32" },
    { name: "2001:db8::7" },
  ]);
});

test("a firewall that lets SSH in from everywhere names all addresses by their halves, as IP sets need it", async () => {
  const program = await build({ firewall: { sshAllowedFrom: ["0.0.0.0/0", "::/0"] } });

  expect(resourceNamed(program, "acme-ssh-networks").inputs.cidrs).toEqual(
    ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"].map((name) => ({ name })),
  );
});

test.each([
  [{ firewall: { sshAllowedFrom: [] } }, "sshAllowedFrom must name at least one network"],
  [{ dataDisk: { sizeGib: 50 } }, "take a larger type: the disk grows in place"],
  [{ privateNetwork: { ipRange: "10.0.0.0/24" } }, "set placement.bridge to a bridge or to a virtual network (SDN)"],
  [
    { placement: { address: "192.0.2.7" } },
    'placement.address must be in CIDR form, such as 192.0.2.7/24, got "192.0.2.7"',
  ],
  [{ placement: { address: "192.0.2.7/2" } }, "placement.address must be in CIDR form"],
  [{ placement: { gateway: "192.0.2.1" } }, "placement.gateway needs placement.address"],
  [{ backups: true }, "backups are jobs of the cluster at proxmox"],
  [{ image: "debian-13" }, "set placement.templateId instead"],
  [{ placement: { vlan: 5000 } }, "placement.vlan must be a whole number from 1 to 4094, got 5000"],
  [{ serverType: "cx23" }, "machine type must be one of vm-2-4"],
])("%p is refused with what to do", async (args, message) => {
  const program = await build(args);

  expect(program.outputs.message).toContain(message);
});

test("a database that is opened has an IP set and a rule of its own in the machine's firewall, which it needs", async () => {
  const databaseAllowedFrom = ["198.51.100.7/32"];
  const program = await build({ firewall: { sshAllowedFrom: ["192.0.2.0/24"] }, databaseAllowedFrom });

  expect(resourceNamed(program, "acme-database-networks").inputs).toMatchObject({
    name: "freehold-database",
    cidrs: [{ name: "198.51.100.7" }],
  });
  const rules = resourceNamed(program, "acme-firewall-rules").inputs.rules as object[];
  expect(rules).toHaveLength(4);
  expect(rules.at(-1)).toMatchObject({ dport: "55000", source: "+freehold-database", comment: "database" });
  expect((await build({ databaseAllowedFrom })).outputs.message).toContain("databaseAllowedFrom needs firewall");
});
