import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLoaderWorld, HOSTCTL, type LoaderWorld, NOW, releaseOf, sha256Of } from "./testing/loader-world.ts";

const LIB = "/usr/local/lib/freehold";
const NOTHING_CHANGED = expect.stringContaining("nothing was changed");

let world: LoaderWorld;

beforeEach(() => {
  world = createLoaderWorld();
});

afterEach(() => {
  world.remove();
});

test("before hostctl has come a machine answers, closes the metadata address at its boot, and says of the rest what is missing", async () => {
  expect(await world.ask("version")).toEqual({ exitCode: 0, stdout: "hostctl 1.0.0\n", stderr: "" });
  expect(await world.ask("boot")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(world.calls().filter((call) => call.startsWith("iptables"))).toEqual([
    "iptables -w -N DOCKER-USER",
    "iptables -w -I DOCKER-USER -d 169.254.169.254 -j REJECT",
  ]);
  expect(await world.ask("status")).toMatchObject({
    exitCode: 69,
    stderr: "hostctl: hostctl has not been brought to this machine yet: an update of its stack brings it\n",
  });
});

test("install takes hostctl for root alone, and does what a boot would have done; from then on it is what answers", async () => {
  world.write("/proc/meminfo", "MemTotal: 4000000 kB\n");
  for (const name of ["systemd-detect-virt", "fallocate", "mkswap", "swapon"])
    world.program(name, name === "systemd-detect-virt" ? "exit 1" : "");

  expect(await world.install(HOSTCTL)).toMatchObject({ exitCode: 0, stdout: `hostctl ${NOW} is installed\n` });

  expect(await world.version()).toBe(`hostctl ${NOW}`);
  expect(world.read(`${LIB}/hostctl`)).toBe(HOSTCTL);
  expect(spawnSync("stat", ["-c", "%a", world.path(`${LIB}/hostctl`)]).stdout.toString()).toBe("600\n");
  expect(world.calls()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^swapon /), "iptables -w -N DOCKER-USER"]),
  );
  expect(await world.ask("nonsense")).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('unknown verb "nonsense"'),
  });
});

test("the same hostctl is left as it is, a newer one is taken, an older one is not", async () => {
  await world.install(HOSTCTL);
  expect(await world.install(HOSTCTL)).toMatchObject({ exitCode: 0, stdout: `hostctl ${NOW} is here already\n` });
  expect(readdirSync(world.path(LIB))).toEqual(["hostctl"]);

  await world.install(releaseOf("1.10.0"));
  expect(await world.version()).toBe("hostctl 1.10.0");
  expect(world.read(`${LIB}/hostctl.old`)).toBe(HOSTCTL);

  expect(await world.install(releaseOf("1.9.5"))).toMatchObject({
    exitCode: 0,
    stdout: "hostctl 1.10.0 is here, which is newer than 1.9.5\n",
  });
  expect(await world.version()).toBe("hostctl 1.10.0");
});

test.each<[string, string, string | undefined, string]>([
  ["of another SHA-256", HOSTCTL, sha256Of("another"), "not the one of this SHA-256"],
  ["cut short", HOSTCTL.slice(0, -200), sha256Of(HOSTCTL), "not the one of this SHA-256"],
  ["nothing", "", undefined, "does not answer as a hostctl 1"],
  ["that sh cannot read", `${HOSTCTL}\nif\n`, undefined, "is broken"],
  ["that is half a program, announced as it is", HOSTCTL.slice(0, 900), undefined, "nothing was changed"],
  ["that does not answer", "VERSION=1.9.0\nexit 3\n", undefined, "does not answer as a hostctl 1"],
  ["of another major version", releaseOf("2.0.0"), undefined, "does not answer as a hostctl 1"],
  ["that says another version than it has", "VERSION=1.9.0\necho hostctl 1.8.0\n", undefined, "does not answer"],
  ["that is no hostctl", "echo hostctl 1.9.0\n", undefined, "does not answer"],
])("a hostctl %s is refused, and the one of before goes on", async (_what, program, sha256, reason) => {
  await world.install(HOSTCTL);

  const refused = await world.ask(`install ${sha256 ?? sha256Of(program)}`, program);

  expect(refused).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining(reason) });
  expect(refused.stderr).toEqual(NOTHING_CHANGED);
  expect(await world.version()).toBe(`hostctl ${NOW}`);
  expect(readdirSync(world.path(LIB))).toEqual(["hostctl"]);
});

test.each(["", "abc", "A".repeat(64), `${"a".repeat(63)}/`])(
  "install needs a SHA-256, and %j is none",
  async (given) => {
    expect(await world.ask(`install ${given}`, HOSTCTL)).toMatchObject({
      exitCode: 64,
      stderr: expect.stringMatching(/64 hexadecimal/),
    });
  },
);

test("the loader is not taken for a hostctl, which would call itself without end", async () => {
  await world.install(HOSTCTL);
  const loader = world.read("/usr/local/bin/hostctl") ?? "";

  expect(await world.install(loader)).toMatchObject({ exitCode: 1, stderr: NOTHING_CHANGED });
});

test("a hostctl that does not answer any more is passed over for the one before it, which is not overwritten by it", async () => {
  await world.install(releaseOf("1.3.9"));
  await world.install(HOSTCTL);
  for (const broken of ["", HOSTCTL.slice(0, 3000), "sleep 60\n", HOSTCTL.replace("esac\n", "if\n")]) {
    world.write(`${LIB}/hostctl`, broken);
    const line = broken === "sleep 60\n" ? "PATH=$PATH; timeout 60 true; hostctl version" : "hostctl version";
    world.program("timeout", 'shift; exec /usr/bin/timeout 1 "$@"');

    expect(await world.shell(line)).toMatchObject({
      exitCode: 0,
      stdout: "hostctl 1.3.9\n",
      stderr: "hostctl: what was brought last does not answer: hostctl 1.3.9, of before, goes on\n",
    });
  }

  expect((await world.install(HOSTCTL)).exitCode).toBe(0);
  expect(await world.version()).toBe(`hostctl ${NOW}`);
  expect(world.read(`${LIB}/hostctl.old`)).toBe(releaseOf("1.3.9"));
});

test("where nothing that was brought answers, it says so, and still takes another", async () => {
  await world.install(HOSTCTL);
  world.write(`${LIB}/hostctl`, "exit 1\n");

  expect(await world.ask("status")).toMatchObject({
    exitCode: 69,
    stderr: "hostctl: no hostctl that was brought to this machine answers; an update of its stack brings another\n",
  });
  expect(await world.version()).toBe("hostctl 1.0.0");
  expect(await world.install(HOSTCTL)).toMatchObject({ exitCode: 0 });
  expect(await world.version()).toBe(`hostctl ${NOW}`);
});

test("a slot's user brings no hostctl", async () => {
  await world.install(releaseOf("1.3.9"));

  for (const line of [`install ${sha256Of(HOSTCTL)}`, `in-slot "hostctl install ${sha256Of(HOSTCTL)}"`]) {
    const refused = await world.ask(line, HOSTCTL, { SUDO_USER: "fh-tabc123" });
    expect(refused.exitCode).toBe(64);
  }

  expect(await world.version()).toBe("hostctl 1.3.9");
});

test("two that bring it at once come one after the other, and the newest stays", async () => {
  await Promise.all(["1.5.0", "1.7.0", "1.6.0", "1.4.0"].map((version) => world.install(releaseOf(version))));

  expect(await world.version()).toBe("hostctl 1.7.0");
});

const shellcheckIsHere = spawnSync("shellcheck", ["--version"]).status === 0;

(shellcheckIsHere ? test : test.skip)(
  `what brings hostctl has no shellcheck finding${shellcheckIsHere ? "" : " (skipped: shellcheck is not installed)"}`,
  () => {
    for (const name of ["loader", "update-hostctl", "bring-hostctl"]) {
      const path = new URL(name, import.meta.url).pathname;
      // The placeholders are for texts, and for words without blanks.
      const check = spawnSync("shellcheck", ["--severity=style", "--shell=sh", path]);
      expect(check.stdout.toString()).toBe("");
    }
  },
);
