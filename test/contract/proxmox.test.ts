import { type MachineDriver, type Sandbox, startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { specsDir, testWith } from "./environment.ts";
import { builtOperations, createProver, type Prover } from "./prover.ts";
import { proxmoxSpec } from "./proxmox-spec.ts";
import { sendForm } from "./send-form.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

const PVE = ["pve"];
const VM = "/nodes/{node}/qemu/{vmid}";
const CT = "/nodes/{node}/lxc/{vmid}";

testWithSpecs("every built operation of Proxmox VE answers as the vendor's schema says", async (specs) => {
  const sandbox = await startSandbox({ machines: forgetfulMachines() });
  try {
    const prover = proverOf(sandbox, specs);

    await driveCluster(prover, sandbox);
    await driveNetworks(prover);
    await driveMachines(prover);
    await driveFirewall(prover, "qemu", 100);
    await driveContainers(prover);
    await driveFirewall(prover, "lxc", 200);
    await driveStorage(prover);
    await driveRemoval(prover);

    expect([...prover.proven].sort()).toEqual((await builtOperations(sandbox.control.endpoint, "proxmox")).sort());
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

function proverOf({ proxmox }: Sandbox, specs: string): Prover {
  const { endpoint, tokenId, tokenSecret } = proxmox;
  const send = sendForm(`PVEAPIToken=${tokenId}=${tokenSecret}`);
  return createProver(`${endpoint}/api2/json`, "", proxmoxSpec(specs), send);
}

async function driveCluster({ call }: Prover, { proxmox }: Sandbox): Promise<void> {
  const body = { username: "root@pam", password: proxmox.ssh.password };
  await call("POST /access/ticket", [], 200, { body });
  await call("POST /access/ticket", [], 401, { body: { ...body, password: "wrong" } });
  for (const route of ["GET /version", "GET /nodes", "GET /cluster/status", "GET /cluster/resources"])
    await call(route, [], 200);
  await call("GET /access/permissions", [], 200);
  await call("GET /nodes/{node}/network", PVE, 200);
  await call("GET /nodes/{node}/network", ["nowhere"], 500);
  expect((await call("GET /cluster/nextid", [], 200)).at("data")).toBe("100");
  await call("GET /cluster/nextid", [], 400, { query: "?vmid=9000" });
  await call("POST /pools", [], 200, { body: { poolid: "tenants", comment: "all of them" } });
  await call("POST /pools", [], 500, { body: { poolid: "tenants" } });
  await call("POST /pools", [], 200, { body: { poolid: "other" } });
  await call("GET /pools", [], 200);
  await call("GET /pools/{poolid}", ["tenants"], 200);
  await call("PUT /pools/{poolid}", ["tenants"], 200, { body: { comment: "tenants" } });
  await call("PUT /pools", [], 200, { body: { poolid: "other", comment: "none" } });
  await call("DELETE /pools", [], 200, { query: "?poolid=other" });
}

async function driveNetworks({ call }: Prover): Promise<void> {
  await call("POST /cluster/sdn/zones", [], 200, { body: { zone: "tenants", type: "simple" } });
  await call("POST /cluster/sdn/zones", [], 400, { body: { zone: "lan", type: "vlan" } });
  await call("GET /cluster/sdn/zones", [], 200);
  await call("GET /cluster/sdn/zones/{zone}", ["tenants"], 200);
  await call("POST /cluster/sdn/vnets", [], 200, { body: { vnet: "acme", zone: "tenants" } });
  await call("GET /cluster/sdn/vnets", [], 200);
  await call("GET /cluster/sdn/vnets/{vnet}", ["acme"], 200);
  await call("PUT /cluster/sdn", [], 200, { body: {} });
}

async function driveMachines(prover: Prover): Promise<void> {
  const { call } = prover;
  const clone = { newid: 100, name: "one", full: 1, pool: "tenants", description: "the first" };
  const upid = (await call(`POST ${VM}/clone`, ["pve", 9000], 200, { body: clone })).at("data");
  await call(`POST ${VM}/clone`, ["pve", 9000], 500, { body: clone });
  await call(`POST ${VM}/clone`, ["pve", 9000], 400, { body: { newid: 5 } });
  await call("GET /nodes/{node}/tasks/{upid}/status", ["pve", upid], 200);
  await call("GET /nodes/{node}/tasks/{upid}/log", ["pve", upid], 200);
  await call("GET /nodes/{node}/tasks", PVE, 200);

  const settings = {
    cores: 4,
    memory: 8192,
    net0: "model=virtio,bridge=acme",
    ciuser: "me",
    tags: "b;a",
    ipconfig0: "ip=dhcp",
    agent: 1,
  };
  await call(`PUT ${VM}/config`, ["pve", 100], 200, { body: settings });
  await call(`PUT ${VM}/config`, ["pve", 100], 400, { body: { cores: "many", wings: 2 } });
  await call(`POST ${VM}/config`, ["pve", 100], 200, { body: { onboot: 1 } });
  await call(`GET ${VM}/config`, ["pve", 100], 200);
  await call(`PUT ${VM}/resize`, ["pve", 100], 200, { body: { disk: "scsi0", size: "20G" } });
  await call(`PUT ${VM}/resize`, ["pve", 100], 500, { body: { disk: "scsi0", size: "5G" } });
  await call(`POST ${VM}/move_disk`, ["pve", 100], 500, { body: { disk: "scsi0", storage: "local" } });
  await call("GET /nodes/{node}/qemu", PVE, 200);
  await call("GET /cluster/resources", [], 200, { query: "?type=vm" });
  await drivePower(prover, VM, 100);
  await call(`POST ${VM}/status/start`, ["pve", 100], 200, { body: {} });
  await call(`POST ${VM}/agent/ping`, ["pve", 100], 200, { body: {} });
  await call(`GET ${VM}/agent/network-get-interfaces`, ["pve", 100], 200);
  await call(`POST ${VM}/status/stop`, ["pve", 100], 200, { body: {} });
  await call(`GET ${VM}/agent/network-get-interfaces`, ["pve", 100], 500);
  await call(`POST ${VM}/clone`, ["pve", 9000], 200, { body: { newid: 101 } });
  await call(`POST ${VM}/template`, ["pve", 101], 200, { body: {} });
}

async function drivePower({ call }: Prover, path: string, id: number): Promise<void> {
  await call(`POST ${path}/status/start`, ["pve", id], 200, { body: {} });
  await call(`GET ${path}/status/current`, ["pve", id], 200);
  await call(`DELETE ${path}`, ["pve", id], 500);
  await call(`POST ${path}/status/reboot`, ["pve", id], 200, { body: { timeout: 30 } });
  await call(`POST ${path}/status/shutdown`, ["pve", id], 200, { body: { forceStop: 1 } });
  await call(`POST ${path}/status/stop`, ["pve", id], 200, { body: {} });
}

async function driveContainers(prover: Prover): Promise<void> {
  const { call } = prover;
  const order = {
    vmid: 200,
    ostemplate: "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst",
    hostname: "box",
    rootfs: "local-lvm:8",
    net0: "name=eth0,bridge=vmbr0,ip=dhcp",
    cores: 2,
  };
  await call("POST /nodes/{node}/lxc", PVE, 200, { body: order });
  await call("POST /nodes/{node}/lxc", PVE, 500, { body: order });
  await call("POST /nodes/{node}/lxc", PVE, 400, { body: { ...order, vmid: 201, ostemplate: "local:vztmpl/none" } });
  await call(`GET ${CT}/config`, ["pve", 200], 200);
  await call(`PUT ${CT}/config`, ["pve", 200], 200, { body: { memory: 1024, tags: "x" } });
  await call(`PUT ${CT}/resize`, ["pve", 200], 200, { body: { disk: "rootfs", size: "+2G" } });
  await call(`PUT ${CT}/resize`, ["pve", 200], 500, { body: { disk: "rootfs", size: "4G" } });
  await call(`POST ${CT}/clone`, ["pve", 200], 200, { body: { newid: 201, hostname: "copy", full: 1 } });
  await call("GET /nodes/{node}/lxc", PVE, 200);
  await drivePower(prover, CT, 200);
  await call(`POST ${CT}/status/start`, ["pve", 200], 200, { body: {} });
  await call(`GET ${CT}/interfaces`, ["pve", 200], 200);
  await call(`POST ${CT}/status/stop`, ["pve", 200], 200, { body: {} });
}

async function driveFirewall({ call }: Prover, kind: "qemu" | "lxc", id: number): Promise<void> {
  const at = ["pve", id];
  const path = `/nodes/{node}/${kind}/{vmid}/firewall`;
  await call(`POST ${path}/rules`, at, 200, {
    body: { action: "ACCEPT", type: "in", proto: "tcp", dport: "443", enable: 1 },
  });
  await call(`GET ${path}/rules`, at, 200);
  await call(`GET ${path}/rules/{pos}`, [...at, 0], 200);
  await call(`PUT ${path}/rules/{pos}`, [...at, 0], 200, { body: { comment: "web" } });
  await call(`DELETE ${path}/rules/{pos}`, [...at, 0], 200);
  await call(`DELETE ${path}/rules/{pos}`, [...at, 0], 500);
  await call(`PUT ${path}/options`, at, 200, { body: { enable: 1, policy_in: "DROP" } });
  await call(`GET ${path}/options`, at, 200);
  await call(`POST ${path}/ipset`, at, 200, { body: { name: "operators" } });
  await call(`GET ${path}/ipset`, at, 200);
  await call(`POST ${path}/ipset/{name}`, [...at, "operators"], 200, { body: { cidr: "192.0.2.0/24" } });
  await call(`GET ${path}/ipset/{name}`, [...at, "operators"], 200);
  await call(`DELETE ${path}/ipset/{name}/{cidr}`, [...at, "operators", "192.0.2.0%2F24"], 200);
  await call(`DELETE ${path}/ipset/{name}`, [...at, "operators"], 200);
}

async function driveStorage({ call }: Prover): Promise<void> {
  await call("GET /storage", [], 200);
  await call("GET /storage/{storage}", ["local"], 200);
  await call("GET /storage/{storage}", ["none"], 500);
  await call("GET /nodes/{node}/storage", PVE, 200);
  await call("GET /nodes/{node}/storage/{storage}/status", ["pve", "local-lvm"], 200);
  await call("GET /nodes/{node}/storage/{storage}/content", ["pve", "local"], 200);
  const disk = ["pve", "local-lvm", "local-lvm:vm-100-disk-0"];
  await call("GET /nodes/{node}/storage/{storage}/content/{volume}", disk, 200);
  await call("DELETE /nodes/{node}/storage/{storage}/content/{volume}", disk, 500);
  await call("DELETE /nodes/{node}/storage/{storage}/content/{volume}", ["pve", "local", "local:snippets/none"], 200);
}

async function driveRemoval({ call }: Prover): Promise<void> {
  for (const id of [100, 101])
    await call(`DELETE ${VM}`, ["pve", id], 200, { query: "?purge=1&destroy-unreferenced-disks=1" });
  for (const id of [200, 201]) await call(`DELETE ${CT}`, ["pve", id], 200);
  await call(`GET ${VM}/status/current`, ["pve", 100], 500);
  await call("DELETE /pools/{poolid}", ["tenants"], 200);
  await call("DELETE /cluster/sdn/vnets/{vnet}", ["acme"], 200);
  await call("DELETE /cluster/sdn/zones/{zone}", ["tenants"], 200);
}

/** Machines are not what is tested here. */
function forgetfulMachines(): MachineDriver {
  const nothing = async () => {};
  return {
    kind: "simulated",
    create: nothing,
    powerOff: nothing,
    powerOn: nothing,
    reboot: nothing,
    destroy: nothing,
    close: nothing,
  };
}
