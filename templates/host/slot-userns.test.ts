import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { CREATE, createSlotWorld, KEY, PROGRAM, SLOT, type SlotWorld } from "./testing/slot-world.ts";

let world: SlotWorld;

beforeEach(() => {
  world = createSlotWorld();
});

afterEach(() => {
  world.remove();
});

/** Docker that remaps once its settings say so, and has what these words of `docker … ls` answer. */
function plainDocker(has = ""): void {
  const settings = world.path("/etc/docker/daemon.json");
  world.program(
    "docker",
    `case "$*" in
      *DockerRootDir*) if grep -q userns-remap ${settings} 2>/dev/null; then echo "/var/lib/docker/7.7 [name=userns]"; else echo "/var/lib/docker []"; fi ;;
      '${has}'*) [ -z '${has}' ] || echo 1 ;;
    esac`,
  );
  world.write("/run/systemd/system/.keep", "");
}

test("a machine with an empty Docker has its users remapped before it takes slots, and keeps its other settings", async () => {
  plainDocker();
  world.write("/etc/docker/daemon.json", '{"log-driver":"json-file","log-opts":{"max-size":"10m"}}');

  await world.enabled();

  expect(JSON.parse(readFileSync(world.path("/etc/docker/daemon.json"), "utf8"))).toEqual({
    "userns-remap": "default",
    "log-driver": "json-file",
    "log-opts": { "max-size": "10m" },
  });
  expect(world.called("systemctl")).toContain("systemctl restart docker");

  await world.enabled();
  expect(world.called("systemctl").filter((call) => call === "systemctl restart docker")).toHaveLength(1);
});

test.each(["container ls", "volume ls", "image ls"])(
  "a machine without slots whose Docker answers `%s` is refused with the remedy, and not changed",
  async (list) => {
    plainDocker(list);

    expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/remapping users would hide it: .* take them away .*, and try again/),
    });
    expect(existsSync(world.path("/etc/docker/daemon.json"))).toBe(false);
  },
);

test("a host of before without slots, whose edge runs, stays as it is and takes none", async () => {
  plainDocker("container ls");
  world.write("/var/lib/freehold-slots/.keys/.keep", "");

  expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
    exitCode: 0,
    stdout:
      "this host does not remap users, and docker has a container: it stays, and takes no slots\nslots are enabled\n",
  });
  expect(existsSync(world.path("/etc/docker/daemon.json"))).toBe(false);
  expect(await world.hostctl(CREATE, KEY)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("it takes no new slots"),
  });
});

test("a Docker that does not come back with remapped users has its settings of before again", async () => {
  plainDocker();
  world.program("docker", 'case "$*" in *DockerRootDir*) echo "/var/lib/docker []" ;; esac');
  world.write("/etc/docker/daemon.json", '{"bip":"10.0.0.1/24"}');

  expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("docker did not come back"),
  });
  expect(readFileSync(world.path("/etc/docker/daemon.json"), "utf8")).toBe('{"bip":"10.0.0.1/24"}');
});

test("a host that holds slots and does not remap stays as it is, takes no new ones, and says so", async () => {
  plainDocker("container ls");
  world.write(`${SLOT}/slot.conf`, "cores=1\nmemory=1\n");

  expect(await world.hostctl(["slot", "enable"], PROGRAM)).toMatchObject({
    exitCode: 0,
    stdout: "this host has slots and does not remap users: they stay, and it takes no new ones\nslots are enabled\n",
  });
  expect(existsSync(world.path("/etc/docker/daemon.json"))).toBe(false);
  expect(JSON.parse((await world.hostctl(["slot", "list"])).stdout)).toMatchObject([{ remapped: false }]);
  expect(JSON.parse((await world.hostctl(["status"])).stdout).machine).toMatchObject({ remapped: false });
  expect(await world.hostctl(["slot", "create", "tnew1", "--cores", "1", "--memory", "1"], KEY)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("docker does not remap users on this host: it takes no new slots"),
  });
  expect(await world.hostctl(CREATE, KEY)).toMatchObject({ exitCode: 0 });
});
