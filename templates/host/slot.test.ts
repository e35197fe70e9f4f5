import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { slotParts } from "./testing/slot-program.ts";
import { inSlot, slotPaths } from "./testing/slot-shell.ts";
import { CREATE, createSlotWorld, KEY, PROGRAM, SLOT, type SlotWorld } from "./testing/slot-world.ts";

const BRING = readFileSync(new URL("bring-slots", import.meta.url), "utf8");
const HOSTCTL = fileURLToPath(new URL("hostctl", import.meta.url));

let world: SlotWorld;

beforeEach(() => {
  world = createSlotWorld();
});

afterEach(() => {
  world.remove();
});

test("a machine has no slots until they are enabled, and takes the program for them only", async () => {
  expect(await world.hostctl(["slot", "list"])).toEqual({
    exitCode: 64,
    stdout: "",
    stderr: "hostctl: this machine has no slots; see hostctl slot enable\n",
  });
  expect(await world.hostctl(["slot", "enable"], "rm -rf /")).toMatchObject({ exitCode: 64 });
  expect(await world.hostctl(["slot", "enable"], "slot_enable() {\nif")).toMatchObject({ exitCode: 64 });
  expect(existsSync(world.path("/usr/local/lib/freehold/slot"))).toBe(false);

  await world.enabled();

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
  await world.enabled();

  const settings = readFileSync(world.path("/etc/ssh/sshd_config.d/20-freehold-slots.conf"), "utf8");
  expect(settings).toContain('ForceCommand exec sudo -n /usr/local/bin/hostctl in-slot "$SSH_ORIGINAL_COMMAND"\n');
  expect(settings).toContain("DisableForwarding yes\n");
  expect(settings).toContain(`AuthorizedKeysFile ${world.path("/var/lib/freehold-slots")}/.keys/%u\n`);
});

test("where systemd keeps the control groups the limits are a slice's", async () => {
  await world.enabled();
  await world.hostctl(CREATE, KEY);

  expect(world.called("systemctl")).toContain(
    "systemctl set-property fh-tabc123.slice CPUQuota=200% MemoryMax=4G TasksMax=8192",
  );
  expect(readFileSync(world.path(`${SLOT}/cgroup`), "utf8")).toBe("fh-tabc123.slice\n");
});

test("storage is a file system of its size under the volume's data, which a boot mounts again", async () => {
  await world.enabled();
  expect(await world.hostctl([...CREATE, "--disk", "40"], KEY)).toMatchObject({
    exitCode: 0,
    stdout: "slot tabc123 has 2 cores, 4 GiB of memory and 40 GiB of storage\n",
  });
  const mount = `mount -o loop,nosuid,nodev ${SLOT}/disk.img /data`;
  expect([world.called("mkfs.ext4"), world.called("mount")]).toEqual([
    [`mkfs.ext4 -q -F -m 0 ${SLOT}/disk.new`],
    [mount],
  ]);

  await world.hostctl(["boot"]);

  expect(world.called("mount")).toEqual([mount, mount]);
  expect(JSON.parse((await world.hostctl(["slot", "list"])).stdout)).toEqual([
    { tenantId: "tabc123", cores: 2, memoryGib: 4, diskGib: 40, remapped: true, hosts: [] },
  ]);
});

test.each([
  ["losetup", "exit 1", "it has no loop devices; make slots without --disk"],
  ["mount", "exit 1", "a loop device cannot be mounted; make slots without --disk"],
])(
  "storage that cannot be limited because %s fails is refused by name, and nothing stays",
  async (name, lines, reason) => {
    world.program(name, lines);
    await world.enabled();

    expect(await world.hostctl([...CREATE, "--disk", "40"], KEY)).toMatchObject({
      exitCode: 1,
      stderr: `hostctl: storage cannot be limited on this machine: ${reason}\n`,
    });
    expect(existsSync(world.path(`${SLOT}/disk.img`))).toBe(false);
    expect(await world.hostctl(["slot", "list"])).toMatchObject({ stdout: "[]\n" });
  },
);

test("a first start that a slot's bundle names is looked for, and emptied, in the slot's own volume only, on a way without links", () => {
  const { data, slot } = slotPaths(world.path(""));
  mkdirSync(join(data, "db/data"), { recursive: true });
  symlinkSync("/etc", join(data, "link"));
  const read = (folder: string) => {
    world.write(`${slot.slice(world.path("").length)}/app/first-start`, `db ${folder} ended ^psql\n`);
    return inSlot(world.path(""), 'slot_read_first_start && echo "$data" || echo none').trim();
  };

  expect(read(`${data}/db/data`)).toBe(`${data}/db/data`);
  for (const folder of ["/var/lib/docker", `${data}-other/db`, `${data}/../db`, `${data}/link/x`, "./volumes/db"]) {
    expect(read(folder)).toBe("none");
  }
});

const shellcheckIsHere = spawnSync("shellcheck", ["--version"]).status === 0;

(shellcheckIsHere ? test : test.skip)(
  `the program for slots has no shellcheck finding${shellcheckIsHere ? "" : " (skipped: shellcheck is not installed)"}`,
  () => {
    for (const program of [PROGRAM, BRING]) {
      const check = spawnSync("shellcheck", ["--severity=style", "--shell=sh", "-"], { input: program });
      expect(check.stdout.toString()).toBe("");
    }
    for (const part of slotParts()) expect(readFileSync(part, "utf8").split("\n").length).toBeLessThan(200);
  },
);

const versioned = (version: string): string => PROGRAM.replace(/^SLOT_VERSION=.*$/m, `SLOT_VERSION=${version}`);

test("a host's program for slots is replaced by a newer one, and keeps its own instead of an older one", async () => {
  await world.enabled();
  const version = async () => (await world.hostctl(["slot", "version"])).stdout.trim();

  await world.hostctl(["slot", "enable"], versioned("2.10.0"));
  expect(await version()).toBe("2.10.0");
  await world.hostctl(["slot", "enable"], versioned("2.9.3"));
  expect(await version()).toBe("2.10.0");
  expect(await world.hostctl(["slot", "enable"], versioned("1.0.0"))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("bring one of its own major version"),
  });
  await world.hostctl(["slot", "enable"]);
  expect(await version()).toBe("2.10.0");
});

test("a host whose program is from before reads no other: the installer puts this one in its place, and goes", async () => {
  await world.enabled();
  const before = "slot() { echo slots are enabled; }\nslot_enable() { :; }\n";
  world.write("/usr/local/lib/freehold/slot", before);
  world.program("hostctl", `HOSTCTL_ROOT=${world.path("")} exec sh "${HOSTCTL}" "$@"`);
  await world.hostctl(["slot", "enable"], PROGRAM);
  expect(readFileSync(world.path("/usr/local/lib/freehold/slot"), "utf8")).toBe(before);

  const installer = BRING.replace("{{program}}", () => PROGRAM.trimEnd());
  expect(await world.hostctl(["heartbeat"], installer)).toMatchObject({ exitCode: 0, stdout: "slots are enabled\n" });

  expect((await world.hostctl(["slot", "version"])).stdout).toBe("2.1.0\n");
  expect(readdirSync(world.path("/usr/local/lib/freehold"))).toEqual(["slot"]);

  // One that is newer keeps its own.
  await world.hostctl(["slot", "enable"], versioned("2.5.0"));
  await world.hostctl(["heartbeat"], installer);
  expect((await world.hostctl(["slot", "version"])).stdout).toBe("2.5.0\n");
});

test("the file system of a slot's data belongs to whom root in a container is on the host", async () => {
  world.program("chown");
  world.remapped("165536.165537");
  await world.enabled();
  await world.hostctl([...CREATE, "--disk", "40"], KEY);

  expect(world.called("chown")).toEqual(["chown 165536:165537 /data"]);
});

test("a slot's signer is registered over the operator's login, and stays when the slot is made again without", async () => {
  const key = `ssh-ed25519 AAAA${"x".repeat(64)}`;
  await world.enabled();
  expect(await world.hostctl([...CREATE, "--signer", key, "--bind", "192.0.2.7"], KEY)).toMatchObject({ exitCode: 0 });
  await world.hostctl(CREATE, KEY);

  expect(readFileSync(world.path(`${SLOT}/signers`), "utf8")).toBe(`tabc123 namespaces="freehold-bundle" ${key}\n`);
  for (const wrong of ["ssh-rsa AAAA", `${key} comment`, "ssh-ed25519 AAAA\ntother ssh-ed25519 AAAA", "", "*"]) {
    expect(await world.hostctl([...CREATE, "--signer", wrong], KEY)).toMatchObject({ exitCode: 64 });
  }
});
