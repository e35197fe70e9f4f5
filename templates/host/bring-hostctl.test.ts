import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  createLoaderWorld,
  HOSTCTL,
  hostFile,
  type LoaderWorld,
  NOW,
  releaseOf,
  updateOf,
} from "./testing/loader-world.ts";

/** A hostctl that came with user data, and takes no other. */
const EARLIER = hostFile("testing/hostctl-1.2.0");
const LIB = "/usr/local/lib/freehold";
/** What a machine reports with: the key in it is nowhere else on the machine. */
const HEARTBEAT = hostFile("heartbeat").replace("{{key}}", "the key");
/** As 1.2.0 had it: its `slot enable` reads nothing. */
const EARLIER_SLOTS = "slot() { [ $1 = list ] && echo [] || echo slots are enabled; }\nslot_enable() { :; }\n";
const { command, stdin } = updateOf();

let worlds: LoaderWorld[];

beforeEach(() => {
  worlds = [];
});

afterEach(() => {
  for (const world of worlds) world.remove();
});

/** A machine with the loader and an older hostctl, or one from before, as a machine or a host of slots. */
async function machine(kind: "loader" | "earlier" | "earlier host"): Promise<LoaderWorld> {
  const world = createLoaderWorld(kind === "loader" ? undefined : EARLIER);
  worlds.push(world);
  if (kind === "loader") expect(await world.install(releaseOf("1.3.9"))).toMatchObject({ exitCode: 0 });
  if (kind === "earlier host") world.write(`${LIB}/slot`, EARLIER_SLOTS);
  else world.write(`${LIB}/heartbeat`, HEARTBEAT, 0o700);
  return world;
}

test.each([
  ["with the loader", "loader"],
  ["whose hostctl came with its user data", "earlier"],
  ["that is a host of slots, whose hostctl came with its user data", "earlier host"],
] as const)(
  "a machine %s is brought the hostctl of now, and keeps its heartbeat and the one before",
  async (_, kind) => {
    const world = await machine(kind);
    const before = await world.version();

    expect(await world.shell(command, stdin)).toMatchObject({ exitCode: 0, stdout: `hostctl ${NOW} is installed\n` });

    expect(await world.version()).toBe(`hostctl ${NOW}`);
    expect(world.read("/usr/local/bin/hostctl")).toBe(hostFile("loader"));
    expect(world.read(`${LIB}/hostctl`)).toBe(HOSTCTL);
    expect(world.read(`${LIB}/heartbeat`)).toBe(kind === "earlier host" ? undefined : HEARTBEAT);
    expect(world.read(`${LIB}/slot`)).toBe(kind === "earlier host" ? EARLIER_SLOTS : undefined);
    world.write(`${LIB}/hostctl`, "");
    expect(await world.version()).toBe(before);
  },
);

test("a machine that has it is left as it is, and so is one with a newer one of the same major version", async () => {
  const world = await machine("loader");
  await world.shell(command, stdin);
  expect(await world.shell(command, stdin)).toMatchObject({ exitCode: 0, stdout: `hostctl ${NOW} is here already\n` });

  for (const kind of ["loader", "earlier"] as const) {
    const newer = await machine(kind);
    if (kind === "loader") await newer.install(releaseOf("1.99.0"));
    else newer.write("/usr/local/bin/hostctl", releaseOf("1.99.0"), 0o755);
    expect(await newer.shell(command, stdin)).toMatchObject({
      exitCode: 0,
      stdout: `hostctl 1.99.0 is here, which is newer than ${NOW}\n`,
    });
    expect(await newer.version()).toBe("hostctl 1.99.0");
  }
});

test("a machine without hostctl, and one of another major version, are refused", async () => {
  const world = await machine("earlier");
  world.program("hostctl", "exit 127");
  expect(await world.shell(command, stdin)).toMatchObject({
    exitCode: 69,
    stderr: "update-hostctl: there is no hostctl on this machine\n",
  });

  const other = await machine("earlier");
  other.write("/usr/local/bin/hostctl", releaseOf("2.0.0"), 0o755);
  expect(await other.shell(command, stdin)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`has hostctl 2.0.0, and ${NOW} is needed: bring one of its own major version`),
  });
});

test("what was taken and not yet read when the machine went off is read by whoever asks next", async () => {
  const world = await machine("earlier");
  world.write(`${LIB}/slot`, stdin);

  expect(await world.ask("version")).toMatchObject({ exitCode: 0, stdout: `hostctl ${NOW}\n` });

  expect(world.read(`${LIB}/heartbeat`)).toBe(HEARTBEAT);
  expect(readdirSync(world.path(LIB)).sort()).toEqual(["heartbeat", "hostctl", "hostctl.old"]);
});

test("a slot's user is refused by a host from before, and by one of now", async () => {
  const world = await machine("earlier host");
  const asSlot = { SUDO_USER: "fh-tabc123" };
  world.write(`${LIB}/slot`, `${hostFile("slot/90-confine.sh").replace(/^ *confine$/m, "confined=tabc123")}\n`);

  for (const door of ["heartbeat", "slot enable", `install ${"a".repeat(64)}`]) {
    for (const line of [door, `in-slot "hostctl ${door}"`]) {
      expect(await world.ask(line, stdin, asSlot)).toMatchObject({ exitCode: 64 });
    }
  }
  expect(await world.version()).toBe("hostctl 1.2.0");
});

const EITHER = /^hostctl 1\.(2\.0|3\.9|4\.0)$/;

/** A fixed sequence, so that what fails fails again. */
function* numbers(seed: number): Generator<number> {
  for (let at = seed; ; ) {
    at = (at * 1_103_515_245 + 12_345) % 2 ** 31;
    yield at / 2 ** 31;
  }
}

const CUTS = (() => {
  const next = numbers(13);
  const sampled = Array.from({ length: 8 }, () => Math.floor((next.next().value ?? 0) * stdin.length));
  const ends = ["slot_enable() {", "slot_enable()", "esac", "bring_hostctl() {"].map((at) => stdin.lastIndexOf(at) + 5);
  return [0, ...sampled, ...ends, stdin.length - 2].sort((a, b) => a - b);
})();

test.each(["loader", "earlier", "earlier host"] as const)(
  "a stream that is cut anywhere leaves a machine (%s) with the hostctl that it had, and its heartbeat",
  async (kind) => {
    const world = await machine(kind);
    const before = await world.version();
    for (const cut of CUTS) {
      await world.shell(command, stdin.slice(0, cut));

      const isWhole = cut > stdin.lastIndexOf("END OF HOSTCTL");
      expect([cut, await world.version()]).toEqual([cut, isWhole ? expect.stringMatching(EITHER) : before]);
      if (kind !== "earlier host") expect(world.read(`${LIB}/heartbeat`)).toBe(HEARTBEAT);
    }
    expect(await world.shell(command, stdin)).toMatchObject({ exitCode: 0 });
    expect(await world.version()).toBe(`hostctl ${NOW}`);
  },
);

/** Programs that change something on the disk. */
const STEPS = ["mktemp", "cat", "cp", "mv", "rm", "sync", "chmod"];

// The steps of a host are a machine's, but for its door.
test.each([
  ["loader", 1],
  ["earlier", 1],
  ["earlier host", 4],
] as const)(
  "killed at any step the machine (%s) answers, and the next time it is brought the hostctl of now",
  async (kind, stride) => {
    for (let step = 1; ; step += stride) {
      const world = await machine(kind);
      for (const name of STEPS) {
        world.program(
          name,
          `left=$(/usr/bin/cat "$KILL_AT" 2>/dev/null || echo 0); echo $((left - 1)) >"$KILL_AT"
          [ "$left" != 1 ] || kill -KILL 0
          exec /usr/bin/${name} "$@"`,
        );
      }
      const at = world.path("/kill-at");
      world.write("/kill-at", `${step}\n`);
      const { exitCode } = await world.shell(command, stdin, { KILL_AT: at });
      const wasKilled = exitCode === -1;
      world.write("/kill-at", "0\n");

      expect(await world.version()).toMatch(EITHER);
      if (kind !== "earlier host") expect(world.read(`${LIB}/heartbeat`)).toBe(HEARTBEAT);
      expect(await world.shell(command, stdin, { KILL_AT: at })).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await world.version()).toBe(`hostctl ${NOW}`);
      if (!wasKilled) {
        expect(step).toBeGreaterThan(4);
        break;
      }
    }
  },
);
