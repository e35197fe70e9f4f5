import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createHostWorld, type HostWorld } from "./testing/host-world.ts";

const PROGRAM = readFileSync(fileURLToPath(new URL("slot", import.meta.url)), "utf8");
const KEY = "ssh-ed25519 AAAA slot";
const SLOT = "/var/lib/freehold-slots/tabc123";
const CREATE = ["slot", "create", "tabc123", "--cores", "2", "--memory", "4"];

let world: HostWorld;

// Users, mounts and sshd are the machine's: programs that write down how they are called stand for them.
beforeEach(() => {
  world = createHostWorld();
  for (const name of [
    "useradd",
    "usermod",
    "groupadd",
    "systemctl",
    "sshd",
    "losetup",
    "mkfs.ext4",
    "mount",
    "umount",
  ]) {
    world.program(name);
  }
  world.program("getent", "echo freehold-slots");
  world.program("id", '[ "$1" = -u ] && echo 0');
  world.program("mountpoint", "exit 1");
  world.program(
    "docker",
    `case "$*" in *CgroupDriver*) echo systemd ;; *Mountpoint*) echo ${world.path("/data")} ;; esac`,
  );
  for (const folder of ["/etc/sudoers.d/.keep", "/etc/ssh/sshd_config.d/.keep"]) world.write(folder, "");
});

afterEach(() => {
  world.remove();
});

const called = (name: string) => world.calls().filter((call) => call.startsWith(`${name} `));

async function enabled(): Promise<void> {
  expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
    exitCode: 0,
    stdout: "slots are enabled\n",
  });
}

test("a machine has no slots until they are enabled, and takes the program for them only", async () => {
  expect(await world.hostctl(["slot", "list"])).toEqual({
    exitCode: 64,
    stdout: "",
    stderr: "hostctl: this machine has no slots; see hostctl slot enable\n",
  });
  expect(await world.hostctl(["slot", "enable"], "rm -rf /")).toMatchObject({ exitCode: 64 });
  expect(await world.hostctl(["slot", "enable"], "slot_enable() {\nif")).toMatchObject({ exitCode: 64 });
  expect(existsSync(world.path("/usr/local/lib/freehold/slot"))).toBe(false);

  await enabled();

  expect(await world.hostctl(["slot", "list"])).toEqual({ exitCode: 0, stdout: "[]\n", stderr: "" });
});

test("a machine whose Docker is from snap gets no slots", async () => {
  world.write("/snap/bin/docker", "");

  expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Docker from snap cannot reach the files of slots: run "snap remove docker"'),
  });
});

test("sshd forces a slot's user to hostctl, without forwarding, with a key that the user cannot change", async () => {
  await enabled();

  const settings = readFileSync(world.path("/etc/ssh/sshd_config.d/20-freehold-slots.conf"), "utf8");
  expect(settings).toContain('ForceCommand exec sudo -n /usr/local/bin/hostctl in-slot "$SSH_ORIGINAL_COMMAND"\n');
  expect(settings).toContain("DisableForwarding yes\n");
  expect(settings).toContain(`AuthorizedKeysFile ${world.path("/var/lib/freehold-slots")}/.keys/%u\n`);
});

test("where systemd keeps the control groups the limits are a slice's", async () => {
  await enabled();
  await world.hostctl(CREATE, KEY);

  expect(called("systemctl")).toContain("systemctl set-property fh-tabc123.slice CPUQuota=200% MemoryMax=4G");
  expect(readFileSync(world.path(`${SLOT}/cgroup`), "utf8")).toBe("fh-tabc123.slice\n");
});

test("storage is a file system of its size under the volume's data, which a boot mounts again", async () => {
  await enabled();
  expect(await world.hostctl([...CREATE, "--disk", "40"], KEY)).toMatchObject({
    exitCode: 0,
    stdout: "slot tabc123 has 2 cores, 4 GiB of memory and 40 GiB of storage\n",
  });
  const mount = `mount -o loop,nosuid,nodev ${SLOT}/disk.img /data`;
  expect([called("mkfs.ext4"), called("mount")]).toEqual([[`mkfs.ext4 -q -F -m 0 ${SLOT}/disk.new`], [mount]]);

  await world.hostctl(["boot"]);

  expect(called("mount")).toEqual([mount, mount]);
  expect(JSON.parse((await world.hostctl(["slot", "list"])).stdout)).toEqual([
    { tenantId: "tabc123", cores: 2, memoryGib: 4, diskGib: 40, hosts: [] },
  ]);
});

test.each([
  ["losetup", "exit 1", "it has no loop devices; make slots without --disk"],
  ["mount", "exit 1", "a loop device cannot be mounted; make slots without --disk"],
])(
  "storage that cannot be limited because %s fails is refused by name, and nothing stays",
  async (name, lines, reason) => {
    world.program(name, lines);
    await enabled();

    expect(await world.hostctl([...CREATE, "--disk", "40"], KEY)).toMatchObject({
      exitCode: 1,
      stderr: `hostctl: storage cannot be limited on this machine: ${reason}\n`,
    });
    expect(existsSync(world.path(`${SLOT}/disk.img`))).toBe(false);
    expect(await world.hostctl(["slot", "list"])).toMatchObject({ stdout: "[]\n" });
  },
);

test("a first start that a slot's bundle names is looked for, and emptied, in the slot's own volume only", () => {
  const data = world.path("/data");
  mkdirSync(data, { recursive: true });
  const owns = (folder: string, confined: string) => {
    const script = `set -eu; ROOT=${world.path("")} BASE=/none; . "${fileURLToPath(new URL("slot", import.meta.url))}"
      slot_data() { echo ${data}; }; confined=${confined}; owns "${folder}"`;
    return spawnSync("sh", ["-c", script]).status === 0;
  };

  expect(owns(`${data}/fh-tabc123/db/data`, "tabc123")).toBe(true);
  expect([owns("/var/lib/docker", "tabc123"), owns(`${data}-other/db`, "tabc123")]).toEqual([false, false]);
  // A machine of the tenant's own, with a data disk.
  expect(owns("/mnt/HC_Volume_1/fh-tabc123/db/data", "''")).toBe(true);
});
