import { expect, test } from "@jest/globals";
import { isLoopback } from "../http/loopback.ts";
import { checkProxmoxConfig } from "./configuration.ts";
import { checkContainer } from "./container/schema.ts";
import * as container from "./container/settings.ts";
import { checkVm } from "./vm/schema.ts";
import { cloudInitOf, settingsOf } from "./vm/settings.ts";

const CONFIG = { endpoint: "https://127.0.0.1:8006", apiToken: "root@pam!freehold=uuid" };

test("the endpoint must be secure and on this machine, the token whole, and other ways in are refused", () => {
  const refused = (change: object) =>
    checkProxmoxConfig({ ...CONFIG, ...change }, new Set(), isLoopback).map(({ property }) => property);

  expect(refused({})).toEqual([]);
  expect(refused({ endpoint: "http://127.0.0.1:8006" })).toEqual(["endpoint"]);
  expect(refused({ endpoint: "https://pve.example.com:8006" })).toEqual(["endpoint"]);
  expect(refused({ apiToken: "secret" })).toEqual(["apiToken"]);
  expect(refused({ username: "root@pam", password: "p" })).toEqual(["username", "password"]);
});

test("what the official plugin refuses in its configuration is refused: a node without a name or an address, empty texts, odd ports", () => {
  const refused = (change: object) =>
    checkProxmoxConfig({ ...CONFIG, ...change }, new Set(), isLoopback).map(
      ({ property, reason }) => `${property} ${reason}`,
    );
  const node = { name: "pve", address: "192.0.2.1" };

  expect(refused({ ssh: { username: "root", nodes: [{ ...node, port: 22 }] } })).toEqual([]);
  expect(refused({ ssh: { nodes: [node, { ...node, name: "" }] } })).toEqual(["ssh nodes[1].name must not be empty"]);
  expect(refused({ ssh: JSON.stringify({ nodes: [{ ...node, name: "" }] }) })).toEqual([
    "ssh nodes[0].name must not be empty",
  ]);
  expect(refused({ ssh: { nodes: [{ name: "pve", address: "", port: 0 }] } })).toEqual([
    "ssh nodes[0].address must not be empty",
    "ssh nodes[0].port must be 1 to 65535, got 0",
  ]);
  expect(refused({ ssh: { username: "", password: "", nodeAddressSource: "guess" } })).toEqual([
    "ssh username must not be empty",
    "ssh password must not be empty",
    'ssh nodeAddressSource must be api or dns, got "guess"',
  ]);
  expect(refused({ minTls: "2", tmpDir: "", randomVmIdStart: 5 })).toEqual([
    'minTls must be one of 1.0, 1.1, 1.2, 1.3, got "2"',
    "tmpDir must not be empty",
    "randomVmIdStart must be 100 to 999999999, got 5",
  ]);
});

test("settings are written as the vendor has them", () => {
  const inputs = {
    nodeName: "pve",
    agent: { enabled: true },
    cpu: { cores: 2, type: "x86-64-v2-AES" },
    memory: { dedicated: 4096 },
    networkDevices: [{ bridge: "vmbr0", vlanId: 12, firewall: true }],
    tags: ["b", "a"],
  };

  expect(settingsOf(inputs)).toEqual({
    agent: "enabled=1,fstrim_cloned_disks=0,type=virtio",
    cores: 2,
    cpu: "x86-64-v2-AES",
    memory: 4096,
    net0: "model=virtio,bridge=vmbr0,tag=12,firewall=1",
    tags: "a;b",
    onboot: true,
    protection: false,
  });
});

test("cloud-init gets a drive of its own, and keys are url-encoded before the form encodes them again", () => {
  const initialization = {
    userDataFileId: "local:snippets/a.yaml",
    userAccount: { username: "me", keys: ["ssh-ed25519 AAAA me\n"] },
    ipConfigs: [{ ipv4: { address: "192.0.2.7/24", gateway: "192.0.2.1" } }],
  };

  expect(cloudInitOf({ nodeName: "pve", initialization })).toEqual({
    ide2: "local-lvm:cloudinit,media=cdrom",
    cicustom: "user=local:snippets/a.yaml",
    ciuser: "me",
    sshkeys: "ssh-ed25519%20AAAA%20me",
    ipconfig0: "gw=192.0.2.1,ip=192.0.2.7/24",
  });
});

test("what is not built is refused by name, and so are tags that the vendor refuses", () => {
  const refusals = checkVm({ nodeName: "pve", bios: "ovmf", tags: ["Upper"] });

  expect(refusals).toEqual([
    { property: "bios", reason: "is not built in the stand-in for the sandbox" },
    { property: "tags", reason: 'must be lower-case letters, digits and _ - + ., got "Upper"' },
  ]);
});

test("a container's card has its address in it, and keeps its hardware address when it changes", () => {
  const inputs = {
    nodeName: "pve",
    networkInterfaces: [{ name: "eth0", bridge: "tenants", vlanId: 12 }],
    initialization: { ipConfigs: [{ ipv4: { address: "192.0.2.7/24", gateway: "192.0.2.1" } }] },
  };
  const card = "name=eth0,bridge=tenants,gw=192.0.2.1,ip=192.0.2.7/24,tag=12,type=veth";

  expect(container.settingsOf(inputs).net0).toBe(card);
  const before = { net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01", net1: "name=eth1,bridge=vmbr0" };
  expect(container.changedSettings(inputs, before)).toMatchObject({
    net0: `${card},hwaddr=BC:24:11:00:00:01`,
    delete: "net1",
  });
});

test("what a container cannot be given is refused by name", () => {
  const refusals = checkContainer({
    nodeName: "pve",
    clone: { vmId: 200 },
    disk: { datastoreId: "fast" },
    initialization: { userAccount: { keys: ["ssh-ed25519 AAAA me"] } },
    mountPoints: [{ path: "/data", volume: "local-lvm" }],
    vmId: 5,
  });

  expect(refusals.map(({ property }) => property)).toEqual(["mountPoints", "disk", "initialization", "vmId"]);
  expect(refusals[2]?.reason).toBe("userAccount of a clone is its source's; leave it out");
});
