import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { bundleOf, createHostWorld, type HostWorld } from "./testing/host-world.ts";

const FILES = {
  project: "fh-1\n",
  "compose.yaml": "services: {}\n",
  ".env": "KEY=1\n",
  "volumes/sql/a.sql": "select 1;\n",
};
const COMPOSE =
  "docker compose --project-directory /var/lib/freehold/shop -f /var/lib/freehold/shop/compose.yaml -p fh-1";

let world: HostWorld;

beforeEach(() => {
  world = createHostWorld();
});

afterEach(() => {
  world.remove();
});

async function applied(files: Record<string, string> = FILES) {
  const outcome = await world.hostctl(["apply", "shop"], await bundleOf(files));
  expect(outcome).toEqual({ exitCode: 0, stdout: "applied shop\n", stderr: "" });
}

function releases(): string[] {
  return readdirSync(world.path("/var/lib/freehold/.shop/releases"));
}

function mode(path: string): string {
  return (statSync(world.path(path)).mode & 0o777).toString(8);
}

test("apply unpacks the bundle, closes the metadata address and starts the project", async () => {
  await applied();

  expect(readFileSync(world.path("/var/lib/freehold/shop/compose.yaml"), "utf8")).toBe("services: {}\n");
  expect(world.calls()).toEqual([
    "iptables -w -N DOCKER-USER",
    "iptables -w -I DOCKER-USER -d 169.254.169.254 -j REJECT",
    `${COMPOSE} up -d --remove-orphans`,
    "up ended",
  ]);
});

test("files keep their modes, .env is closed to all but root, and so is the folder of all workloads", async () => {
  await applied({ ...FILES, "start.sh": "#!/bin/sh\n" });

  expect(mode("/var/lib/freehold")).toBe("700");
  expect(mode("/var/lib/freehold/shop/.env")).toBe("600");
  expect(mode("/var/lib/freehold/shop/start.sh")).toBe("755");
  // Containers run as other users and must get in.
  expect(mode("/var/lib/freehold/shop/volumes/sql")).toBe("755");
});

test("applying again swaps all files, keeps volumes and leaves no old release", async () => {
  await applied({ ...FILES, "old.txt": "old" });
  world.write("/var/lib/freehold/shop/volumes/data/row", "kept");

  await applied({ ...FILES, "volumes/sql/a.sql": "select 2;\n", "new.txt": "new" });

  const shop = world.path("/var/lib/freehold/shop");
  expect(readdirSync(shop).sort()).toEqual([".env", "compose.yaml", "new.txt", "project", "volumes"]);
  expect(readFileSync(`${shop}/volumes/data/row`, "utf8")).toBe("kept");
  expect(readFileSync(`${shop}/volumes/sql/a.sql`, "utf8")).toBe("select 2;\n");
  expect(releases()).toHaveLength(1);
  expect(world.calls().filter((call) => call.startsWith("iptables"))).toHaveLength(2);
});

test.each([
  ["no base64", "%%%%", "the bundle on standard input is not base64"],
  ["no archive", "aGVsbG8=", "the bundle is not a gzipped tar archive"],
  ["nothing", "", "the bundle is not a gzipped tar archive"],
])("a bundle that is %s leaves everything as it was", async (_what, stdin, message) => {
  await applied();
  const before = releases();

  expect(await world.hostctl(["apply", "shop"], stdin)).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `hostctl: ${message}\n`,
  });
  expect(releases()).toEqual(before);
});

test.each([
  [{ project: "fh-1\n" }, "the bundle has no file compose.yaml"],
  [{ "compose.yaml": "services: {}\n" }, "the bundle has no file project"],
  [{ ...FILES, project: "../etc\n" }, "the bundle's project name is not one that Compose takes"],
  [{ ...FILES, project: "fh-2\n" }, "shop runs as project fh-1; remove it before applying another project"],
])("an incomplete or foreign bundle is refused (%#)", async (files, message) => {
  await applied();

  const outcome = await world.hostctl(["apply", "shop"], await bundleOf(files));

  expect(outcome).toEqual({ exitCode: 1, stdout: "", stderr: `hostctl: ${message}\n` });
  expect(releases()).toHaveLength(1);
});

test("hooks run before the start, in the folder of the new files, and one that fails stops the apply", async () => {
  world.write("/etc/freehold/pre-apply.d/10-look", '#!/bin/sh\necho "$1: $(cat project)"\n', 0o755);
  world.write("/etc/freehold/pre-apply.d/20-ignored", "not executable");
  const bundle = await bundleOf(FILES);
  expect((await world.hostctl(["apply", "shop"], bundle)).stdout).toBe("shop: fh-1\napplied shop\n");

  world.write("/etc/freehold/pre-apply.d/30-fail", "#!/bin/sh\nexit 3\n", 0o755);
  const outcome = await world.hostctl(["apply", "shop"], bundle);

  expect(outcome.exitCode).toBe(1);
  expect(outcome.stderr).toMatch(/^hostctl: .*\/30-fail failed\n$/);
  expect(releases()).toHaveLength(1);
});

test("a project that does not start is a failure, and the next apply tries again", async () => {
  world.docker("up-fails", "");
  expect(await world.hostctl(["apply", "shop"], await bundleOf(FILES))).toMatchObject({
    exitCode: 1,
    stderr: "hostctl: shop did not start; see hostctl logs shop\n",
  });

  world.docker("up-fails", undefined);
  await applied();
});

test("two applies at once take turns", async () => {
  const bundle = await bundleOf(FILES);

  await Promise.all([world.hostctl(["apply", "shop"], bundle), world.hostctl(["apply", "shop"], bundle)]);

  const starts = world.calls().filter((call) => !call.startsWith("iptables"));
  expect(starts.map((call) => call.replace(COMPOSE, "").trim())).toEqual([
    "up -d --remove-orphans",
    "up ended",
    "up -d --remove-orphans",
    "up ended",
  ]);
});

test.each([["apply"], ["pause"], ["resume"], ["logs"], ["remove"]])("%s without Docker exits 69", async (verb) => {
  await applied();
  world.docker("down", "");

  expect(await world.hostctl([verb, "shop"], await bundleOf(FILES))).toEqual({
    exitCode: 69,
    stdout: "",
    stderr: "hostctl: docker is not running; see systemctl status docker and /var/log/cloud-init-output.log\n",
  });
});

test("on its first boot a machine waits for Docker to be installed", async () => {
  world.write("/run/cloud-init/status.json", "{}");
  world.docker("boots-in", "1");

  expect(await world.hostctl(["apply", "shop"], await bundleOf(FILES))).toEqual({
    exitCode: 0,
    stdout: "waiting for docker: the machine is still being set up\napplied shop\n",
    stderr: "",
  });
});

test.each([
  ["running", "db running healthy 0\nweb running none 0\n"],
  ["running", "db running healthy 0\nweb exited none 0\n"],
  ["starting", "db running starting 0\nweb created none 0\n"],
  ["degraded", "db running unhealthy 0\nweb running none 0\n"],
  ["degraded", "db running healthy 0\nweb exited none 1\n"],
  ["degraded", "db running healthy 0\n"],
  ["degraded", "db running healthy 0\nweb restarting none 1\n"],
  ["stopped", "db exited none 0\nweb exited none 137\n"],
  ["stopped", ""],
])("status says %s (%#)", async (state, rows) => {
  await applied();
  world.docker("services", "web\ndb\n");
  world.docker("ps", rows);

  const { stdout } = await world.hostctl(["status", "--json"]);

  const missing = (name: string) => ({ name, state: "missing", health: "none" });
  const services = rows.split("\n").filter((row) => row !== "");
  expect(JSON.parse(stdout)).toEqual({
    machine: { bootId: expect.stringMatching(/^[0-9a-f-]{36}$/), uptimeSec: expect.any(Number), docker: "running" },
    workloads: [
      {
        name: "shop",
        state,
        services: ["db", "web"].map((name) => {
          const [, rowState, health] = services.find((row) => row.startsWith(`${name} `))?.split(" ") ?? [];
          return rowState === undefined ? missing(name) : { name, state: rowState, health };
        }),
      },
    ],
  });
});

test("status of a machine without workloads or without Docker is valid JSON too", async () => {
  expect(JSON.parse((await world.hostctl(["status", "--json"])).stdout).workloads).toEqual([]);

  await applied();
  world.docker("down", "");

  expect(JSON.parse((await world.hostctl(["status"])).stdout)).toMatchObject({
    machine: { docker: "down" },
    workloads: [{ name: "shop", state: "stopped", services: [] }],
  });
});

test("wait says what it waits for, once per change, and ends with 0", async () => {
  await applied();
  world.docker("services", "db\nweb\n");
  world.docker("ps", "db running starting 0\nweb created none 0\n");
  world.docker("then-ps", "db running healthy 0\nweb running none 0\n");

  expect(await world.hostctl(["wait", "shop", "--timeout", "30"])).toEqual({
    exitCode: 0,
    stdout: "waiting for shop: db (starting), web (created)\nhealthy\n",
    stderr: "",
  });
});

test("wait ends with 75 and names the services that are not healthy", async () => {
  await applied();
  world.docker("services", "db\nweb\n");
  world.docker("ps", "db running healthy 0\nweb running unhealthy 0\n");

  expect(await world.hostctl(["wait", "--timeout", "0"])).toEqual({
    exitCode: 75,
    stdout: "",
    stderr: "hostctl: not healthy after 0 s, waiting for shop: web (unhealthy)\n",
  });
  world.docker("down", "");
  expect((await world.hostctl(["wait", "--timeout", "0"])).stderr).toBe(
    "hostctl: not healthy after 0 s, waiting for docker\n",
  );
});

test("wait for a machine without workloads ends with 0", async () => {
  expect(await world.hostctl(["wait"])).toEqual({ exitCode: 0, stdout: "healthy\n", stderr: "" });
});

test("pause stops the containers and is remembered until resume", async () => {
  await applied();
  world.docker("services", "db\n");
  world.docker("ps", "db exited none 0\n");

  expect((await world.hostctl(["pause", "shop"])).stdout).toBe("paused shop\n");
  expect(world.calls().at(-1)).toBe(`${COMPOSE} stop -t 60`);
  expect(JSON.parse((await world.hostctl(["status"])).stdout).workloads[0].state).toBe("paused");
  expect(await world.hostctl(["wait", "shop"])).toMatchObject({
    exitCode: 1,
    stderr: "hostctl: shop is paused; resume it first\n",
  });

  world.docker("ps", "db running none 0\n");
  expect((await world.hostctl(["resume", "shop"])).stdout).toBe("resumed shop\n");
  expect(JSON.parse((await world.hostctl(["status"])).stdout).workloads[0].state).toBe("running");
});

test("remove takes containers, volumes and files away, and succeeds when nothing is there", async () => {
  await applied();

  expect((await world.hostctl(["remove", "shop"])).stdout).toBe("removed shop\n");
  expect(world.calls().at(-1)).toBe(`${COMPOSE} down -v --remove-orphans`);
  expect(readdirSync(world.path("/var/lib/freehold"))).toEqual([]);

  expect(await world.hostctl(["remove", "shop"])).toEqual({ exitCode: 0, stdout: "removed shop\n", stderr: "" });
});

test("logs shows one service or all, as many lines as asked for", async () => {
  await applied();

  await world.hostctl(["logs", "shop"]);
  await world.hostctl(["logs", "shop", "db", "--tail", "5"]);

  expect(world.calls().slice(-2)).toEqual([
    `${COMPOSE} logs --no-color --tail 100`,
    `${COMPOSE} logs --no-color --tail 5 db`,
  ]);
});

test("boot closes the metadata address before Docker is there, once", async () => {
  world.docker("down", "");

  await world.hostctl(["boot"]);
  await world.hostctl(["boot"]);

  expect(world.calls()).toEqual([
    "iptables -w -N DOCKER-USER",
    "iptables -w -I DOCKER-USER -d 169.254.169.254 -j REJECT",
  ]);
});

const NAME_RULE = "workload name must start with a-z or 0-9 and go on with a-z, 0-9 and hyphens, got";
const VERBS = "allowed are apply status wait logs pause resume restart hook remove slot boot heartbeat disk version";

test.each([
  [[], 64, `unknown verb "", ${VERBS}`],
  [["dance"], 64, `unknown verb "dance", ${VERBS}`],
  [["exec", "shop"], 64, "exec is not built yet"],
  [["backup"], 64, "backup is not built yet"],
  [["apply"], 64, `${NAME_RULE} ""`],
  [["apply", "../etc"], 64, `${NAME_RULE} "../etc"`],
  [["remove", "-rf"], 64, `${NAME_RULE} "-rf"`],
  [["pause", "Shop"], 64, `${NAME_RULE} "Shop"`],
  [["pause", "shop"], 1, "no workload shop on this machine; apply it first"],
  [["wait", "shop"], 1, "no workload shop on this machine; apply it first"],
  [["wait", "--timeout", "soon"], 64, '--timeout takes a whole number, got "soon"'],
  [["wait", "--timeout"], 64, '--timeout takes a whole number, got ""'],
])("hostctl %j is refused in one sentence", async (args, exitCode, message) => {
  expect(await world.hostctl(args)).toEqual({ exitCode, stdout: "", stderr: `hostctl: ${message}\n` });
  expect(existsSync(world.path("/etc"))).toBe(false);
});

test("the version is the template's", async () => {
  const manifest = parse(readFileSync(new URL("manifest.yaml", import.meta.url), "utf8"));

  expect((await world.hostctl(["version"])).stdout).toBe(`hostctl ${manifest.version}\n`);
});

const shellcheckIsHere = spawnSync("shellcheck", ["--version"]).status === 0;

(shellcheckIsHere ? test : test.skip)(
  `hostctl has no shellcheck finding${shellcheckIsHere ? "" : " (skipped: shellcheck is not installed)"}`,
  () => {
    const check = spawnSync("shellcheck", [
      "--severity=style",
      "--shell=sh",
      new URL("hostctl", import.meta.url).pathname,
    ]);

    expect(check.stdout.toString()).toBe("");
  },
);

test("heartbeat keeps the program with its key for root alone and has a timer run it", async () => {
  const program = readFileSync(new URL("heartbeat", import.meta.url), "utf8");

  const outcome = await world.hostctl(["heartbeat"], program);

  expect(outcome).toEqual({ exitCode: 0, stdout: "reports to {{url}}\n", stderr: "" });
  expect(readFileSync(world.path("/usr/local/lib/freehold/heartbeat"), "utf8")).toBe(program);
  expect(mode("/usr/local/lib/freehold/heartbeat")).toBe("700");
  const unit = (name: string) => readFileSync(world.path(`/etc/systemd/system/freehold-heartbeat.${name}`), "utf8");
  expect(unit("service")).toMatch(/^ExecStart=\S+\/usr\/local\/lib\/freehold\/heartbeat send$/m);
  expect(unit("timer")).toMatch(/^OnUnitActiveSec=60$/m);
});

test("the program of the heartbeat refuses what it does not know", () => {
  const outcome = spawnSync("sh", [new URL("heartbeat", import.meta.url).pathname, "off"]);

  expect([outcome.status, outcome.stderr.toString()]).toEqual([64, "heartbeat: the verbs are on and send\n"]);
});

const DISK_PROGRAM = readFileSync(new URL("disk", import.meta.url), "utf8");

/** Puts a data disk of so many GiB on the machine, mounted or not. */
function attachDisk({ gib = 50, mounted = true }: { gib?: number; mounted?: boolean } = {}): void {
  world.program("findmnt", mounted ? "echo /dev/sdb" : "exit 1");
  world.program("mountpoint", mounted ? "exit 0" : "exit 1");
  world.program("blockdev", `echo ${gib * 1024 ** 3}`);
  world.program("resize2fs");
  // The machine's own minute of patience is not ours.
  world.program("sleep");
}

test("disk waits until the data disk is mounted, and lets its file system fill it", async () => {
  attachDisk();

  const outcome = await world.hostctl(["disk", "/mnt/HC_Volume_1", "50"], DISK_PROGRAM);

  expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
  expect(world.calls()).toContain("resize2fs /dev/sdb");
});

test.each([
  ["is not mounted", { mounted: false }, "the data disk is not mounted at /mnt/data; see lsblk and /etc/fstab"],
  ["has not grown", { gib: 40 }, "the data disk has 40 GiB, and not 50; see lsblk and /etc/fstab"],
])("disk says of a data disk that %s so, and touches nothing", async (_what, disk, message) => {
  attachDisk(disk);

  const outcome = await world.hostctl(["disk", "/mnt/data", "50"], DISK_PROGRAM);

  expect(outcome).toMatchObject({ exitCode: 75, stderr: `disk: ${message}\n` });
  expect(world.calls()).not.toContain("resize2fs /dev/sdb");
});

test("a data disk that is not mounted any more is in the status, and nothing is applied or resumed beside it", async () => {
  await applied();
  attachDisk();
  await world.hostctl(["disk", "/mnt/data", "50"], DISK_PROGRAM);
  attachDisk({ mounted: false });

  const status = await world.hostctl(["status"]);
  const outcomes = [
    await world.hostctl(["apply", "shop"], await bundleOf(FILES)),
    await world.hostctl(["resume", "shop"]),
    await world.hostctl(["wait", "--timeout", "0"]),
  ];

  expect(JSON.parse(status.stdout).machine.unmounted).toBe("/mnt/data");
  expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([69, 69, 75]);
  expect(outcomes[0]?.stderr).toBe("hostctl: the data disk is not mounted at /mnt/data; see lsblk, and mount it\n");
  expect(outcomes[2]?.stderr).toContain("waiting for the data disk at /mnt/data");
});

test.each([
  ["a folder elsewhere", ["/etc", "50"], 'the data disk\'s folder must be in /mnt, got "/etc"'],
  ["a size that is none", ["/mnt/data", "5G"], 'the data disk\'s size must be a whole number of GiB, got "5G"'],
])("disk refuses %s", async (_what, args, message) => {
  const outcome = await world.hostctl(["disk", ...args], DISK_PROGRAM);

  expect(outcome).toMatchObject({ exitCode: 64, stderr: `disk: ${message}\n` });
});
