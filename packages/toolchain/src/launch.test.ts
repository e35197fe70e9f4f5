import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { COMMANDS } from "./commands.mjs";
import { dependencyStamp, stampFile } from "./provide-dependencies.mjs";
import { Checkout } from "./testing/checkout.ts";
import { PNPM_VERSION, PULUMI_VERSION } from "./versions.mjs";

let checkout: Checkout;

beforeEach(async () => {
  checkout = await Checkout.make();
});

afterEach(() => checkout.remove());

const CLIENT = "packages/client/src/main.ts";

test("an unknown command is refused with the list of those there are", async () => {
  const { status, stdout, stderr } = await checkout.run(["deploy"]);

  expect(stderr.trim().split("\n").at(-1)).toBe(
    'freehold: unknown command "deploy"; use one of demo, check, start, sandbox, test:demo, test:faults, test:crash, test:load, test:restore, test:slots, test:fuzz, bench, freehold, pack, setup',
  );
  expect(stdout).toBe("");
  expect(status).toBe(1);
});

test.each(Object.keys(COMMANDS).filter((name) => COMMANDS[name]?.usage !== undefined))(
  "`%s --help` says how it is used, and nothing is set up for it",
  async (name) => {
    const { status, stdout, stderr } = await checkout.run([name, "--help"]);

    expect(stdout).toMatch(/^usage: (npm|node) /);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
);

test("commands without a usage of their own say what `--help` is asked for themselves", () => {
  const speaking = Object.keys(COMMANDS).filter((name) => COMMANDS[name]?.usage === undefined);

  expect(speaking).toEqual(["demo", "sandbox", "bench", "freehold"]);
});

test("the version is said without anything being set up, whatever the command", async () => {
  const versions = await Promise.all(
    [["--version"], ["start", "--version"], ["freehold", "--version"]].map((args) => checkout.run(args)),
  );

  expect(versions.map(({ stdout }) => stdout)).toEqual(
    Array(3).fill(expect.stringMatching(/^freehold \d+\.\d+\.\d+\n$/)),
  );
});

test("a command whose entry point is not in the checkout says so", async () => {
  const { status, stderr } = await checkout.run(["bench"]);

  expect(stderr).toBe("freehold: `bench` is not built yet: there is no test/bench/main.ts in this checkout\n");
  expect(status).toBe(1);
});

test("the entry point gets the arguments, this Node, the engine and the cache folder, and its exit status comes back", async () => {
  const pulumi = await checkout.engine(PULUMI_VERSION);
  await checkout.write(
    "packages/sandbox/src/main.ts",
    `const { FREEHOLD_PULUMI_BIN, FREEHOLD_CACHE, NODE_COMPILE_CACHE, PATH } = process.env as Record<string, string>;
     console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execPath, FREEHOLD_PULUMI_BIN, FREEHOLD_CACHE, NODE_COMPILE_CACHE, PATH }));
     process.exitCode = 7;`,
  );

  const { status, stdout, stderr } = await checkout.run(["sandbox", "--json", "--port", "1"]);

  expect(JSON.parse(stdout)).toEqual({
    args: ["--json", "--port", "1"],
    node: process.execPath,
    FREEHOLD_PULUMI_BIN: pulumi,
    FREEHOLD_CACHE: checkout.cache,
    NODE_COMPILE_CACHE: join(checkout.cache, "compiled"),
    PATH: [checkout.bin, join(process.execPath, ".."), checkout.bin].join(":"),
  });
  expect(stderr).toBe("");
  expect(status).toBe(7);
});

test("the service is started so that it takes little memory, unless the environment says otherwise", async () => {
  await checkout.engine(PULUMI_VERSION);
  await checkout.write(
    "service/src/main.ts",
    `const { MALLOC_ARENA_MAX, MALLOC_TRIM_THRESHOLD_ } = process.env;
     console.log(JSON.stringify({ flags: process.execArgv, MALLOC_ARENA_MAX, MALLOC_TRIM_THRESHOLD_ }));`,
  );

  const { stdout } = await checkout.run(["start"], { MALLOC_ARENA_MAX: "8" });

  expect(JSON.parse(stdout)).toEqual({
    flags: ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "--liftoff-only"],
    MALLOC_ARENA_MAX: "8",
    MALLOC_TRIM_THRESHOLD_: "131072",
  });
});

test("`bench memory` starts a benchmark of its own", async () => {
  await checkout.engine(PULUMI_VERSION);
  await checkout.write("test/bench/main.ts", "console.log('time');");
  await checkout.write("test/bench/memory/main.ts", "console.log(process.argv.slice(2).join());");

  expect((await checkout.run(["bench"])).stdout).toBe("time\n");
  expect((await checkout.run(["bench", "memory", "--json"])).stdout).toBe("memory,--json\n");
});

test("`freehold backup` and `restore` start the service's own command, which reads its settings", async () => {
  await checkout.write("service/src/backup/main.ts", "console.log(process.argv.slice(2).join());");

  expect(await checkout.run(["freehold", "backup", "here"])).toEqual({
    status: 0,
    stdout: "backup,here\n",
    stderr: "",
  });
  expect(await checkout.run(["freehold", "restore", "it"])).toEqual({ status: 0, stdout: "restore,it\n", stderr: "" });
});

test("the command-line client needs no engine", async () => {
  await checkout.write(CLIENT, "console.log('ran');");

  expect(await checkout.run(["freehold"])).toEqual({ status: 0, stdout: "ran\n", stderr: "" });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s reaches the entry point, which decides how to end", async (signal) => {
  await checkout.write(
    CLIENT,
    `process.once("${signal}", () => { console.log("closing"); clearInterval(alive); process.exitCode = 5; });
     const alive = setInterval(() => {}, 1000);
     console.log("ready");`,
  );

  const run = checkout.start(["freehold"]);
  await run.saw("ready");
  run.kill(signal);

  expect(await run.ended).toMatchObject({ status: 5, stdout: "ready\nclosing\n" });
});

test("an entry point that a signal ended gives 128 plus the signal's number", async () => {
  await checkout.write(CLIENT, "process.kill(process.pid, 'SIGKILL');");

  expect((await checkout.run(["freehold"])).status).toBe(137);
});

test("a Node older than 18 is refused in one sentence", async () => {
  // The property cannot be assigned, but it can be redefined.
  await checkout.write(
    "old-node.mjs",
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.2' } });",
  );

  const result = await checkout.run(["start"], { NODE_OPTIONS: `--import=${join(checkout.root, "old-node.mjs")}` });

  expect(result).toEqual({
    status: 1,
    stdout: "",
    stderr: "freehold: set-up needs Node 18 or newer, this is 16.20.2; install one from https://nodejs.org\n",
  });
});

test("a cache folder that cannot be written to is refused with the setting that moves it", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "");

  const { status, stderr } = await checkout.run(["freehold"], { FREEHOLD_CACHE: "/dev/null/cache" });

  expect(stderr).toBe(
    "freehold: cannot write to the cache folder /dev/null/cache (ENOTDIR); set FREEHOLD_CACHE=<folder> to one that can be written to\n",
  );
  expect(status).toBe(1);
});

test("a changed lock file needs pnpm, and without npm that is one sentence", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "");

  const { status, stderr } = await checkout.run(["freehold"]);

  expect(stderr.trim().split("\n").at(-1)).toBe(
    `freehold: npm is not on the PATH, it is needed to install pnpm@${PNPM_VERSION}; install Node together with npm from https://nodejs.org`,
  );
  expect(status).toBe(1);
});

test("npm's failure shows its last lines above the sentence", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "");
  await checkout.program("npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");

  const { status, stderr } = await checkout.run(["freehold"]);

  expect(stderr.trim().split("\n").slice(-2)).toEqual([
    "  | npm error code ENOTFOUND",
    `freehold: npm could not install pnpm@${PNPM_VERSION} (exit status 1); see its last lines above, check the network and ` +
      "`npm config get registry`, then run the command again",
  ]);
  expect(status).toBe(1);
});

test("dependencies are installed when the lock file changed, and only then", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "console.log('ran');");
  await fakeNpm("require('fs').writeFileSync('installed', process.argv.slice(2).join(' '));");

  const first = await checkout.run(["freehold"]);
  const second = await checkout.run(["freehold"]);

  expect(first).toMatchObject({ status: 0, stdout: "ran\n" });
  expect(readFileSync(join(checkout.root, "installed"), "utf8")).toBe(
    "install --frozen-lockfile --reporter=append-only --loglevel=info --config.confirmModulesPurge=false",
  );
  expect(readFileSync(stampFile(checkout.root), "utf8")).toBe(dependencyStamp(checkout.root));
  expect(second).toEqual({ status: 0, stdout: "ran\n", stderr: "" });
});

test("pnpm's failure shows its last lines, and the next run tries again", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "");
  await fakeNpm("console.log('ERR_PNPM_OUTDATED_LOCKFILE'); process.exit(1);");

  const { status, stderr } = await checkout.run(["freehold"]);

  expect(stderr.trim().split("\n").slice(-2)).toEqual([
    "  | ERR_PNPM_OUTDATED_LOCKFILE",
    "freehold: pnpm could not install the dependencies (exit status 1); see its last lines above, check the network, then run the command again",
  ]);
  expect(status).toBe(1);
  expect(readFileSync(stampFile(checkout.root), "utf8")).not.toBe(dependencyStamp(checkout.root));
  expect(existsSync(join(checkout.cache, `pnpm-${PNPM_VERSION}`))).toBe(true);
});

test("a disk without room for the dependencies is refused before pnpm starts", async () => {
  await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0' # changed\n");
  await checkout.write(CLIENT, "");
  await fakeNpm("process.exit(1);");

  const { status, stderr } = await checkout.run(["freehold"], await checkout.freeSpace(0.5));

  expect(stderr).toContain(
    `installing the dependencies needs 1.5 GiB of free disk space, the disk of ${checkout.root} has 0.5 GiB; ` +
      "make room, or clone the repository to a larger disk\n",
  );
  expect(status).toBe(1);
});

/** An npm that installs a pnpm made of this script. */
async function fakeNpm(pnpmScript: string): Promise<void> {
  await checkout.write("pnpm.cjs", pnpmScript);
  await checkout.pin({ npm: { [`pnpm@${PNPM_VERSION}`]: "pnpm" } });
  const install = `mkdir -p node_modules/pnpm/bin && cp ${checkout.root}/pnpm.cjs node_modules/pnpm/bin/pnpm.cjs`;
  await checkout.npm(`pnpm-${PNPM_VERSION}.tgz`, "pnpm", install);
}
