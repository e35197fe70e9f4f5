import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { until } from "@freehold/testing";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ENGINE_SHA256 } from "./digests.mjs";
import { Checkout } from "./testing/checkout.ts";
import { type ReleaseServer, releaseArchive, startReleaseServer } from "./testing/release-server.ts";
import { PULUMI_VERSION } from "./versions.mjs";

let checkout: Checkout;
let server: ReleaseServer | undefined;

beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.write("service/src/main.ts", "console.log(process.env.FREEHOLD_PULUMI_BIN);");
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await checkout.remove();
});

const cachedEngine = () => join(checkout.cache, `pulumi-${PULUMI_VERSION}`, "bin", "pulumi");
const downloads = () => ({ FREEHOLD_PULUMI_DOWNLOADS: server?.url ?? "" });

/** A release whose digest is the pinned one. */
async function pinnedRelease(version: string): Promise<Buffer> {
  const engine = await releaseArchive(checkout, version);
  await checkout.pin({ engine });
  return engine;
}

test("no Go and no internet end in one sentence that names the three remedies, and leave nothing half-made", async () => {
  server = await startReleaseServer(undefined);
  const unreachable = server.url;
  await server.close();

  const { status, stdout, stderr } = await checkout.run(["start"], { FREEHOLD_PULUMI_DOWNLOADS: unreachable });

  expect(stderr.trim().split("\n").at(-1)).toBe(
    `freehold: Pulumi ${PULUMI_VERSION} cannot be downloaded (ECONNREFUSED) and there is no Go to build it with; ` +
      "connect to the internet, or install Go 1.25 or newer, or set FREEHOLD_PULUMI_BIN to a pulumi of that version",
  );
  expect(stdout).toBe("");
  expect(status).toBe(1);
  expect(readdirSync(join(checkout.cache, "partial"))).toEqual([]);
  expect(readdirSync(join(checkout.cache, "locks"))).toEqual([]);
});

test("the official release is downloaded once; the second run does nothing and says nothing", async () => {
  await checkout.link("tar", "gzip");
  server = await startReleaseServer(await pinnedRelease(PULUMI_VERSION));

  const first = await checkout.run(["start"], downloads());
  const second = await checkout.run(["start"], downloads());

  expect(first).toMatchObject({ status: 0, stdout: `${cachedEngine()}\n` });
  expect(second).toEqual({ status: 0, stdout: `${cachedEngine()}\n`, stderr: "" });
  expect(server.requests).toEqual([`/pulumi-v${PULUMI_VERSION}-${process.platform}-${process.arch}.tar.gz`]);
});

test("a release that is not the version asked for is refused", async () => {
  await checkout.link("tar", "gzip");
  server = await startReleaseServer(await pinnedRelease("3.1.0"));

  const { status, stderr } = await checkout.run(["start"], downloads());

  expect(stderr).toContain("cannot be downloaded (the downloaded engine has version 3.1.0)");
  expect(status).toBe(1);
  expect(existsSync(cachedEngine())).toBe(false);
});

test("a release with another digest than the pinned one is not unpacked, and nothing of it is started", async () => {
  await checkout.link("gzip");
  await checkout.program("tar", `touch ${checkout.root}/unpacked`);
  server = await startReleaseServer(await releaseArchive(checkout, PULUMI_VERSION));

  const { status, stderr } = await checkout.run(["start"], downloads());

  const pinned = ENGINE_SHA256[`${process.platform}-${process.arch}`];
  expect(stderr).toMatch(new RegExp(`not possible, its SHA-256 is [0-9a-f]{64}, pinned is ${pinned}`));
  expect(status).toBe(1);
  expect(existsSync(join(checkout.root, "unpacked"))).toBe(false);
  expect(existsSync(cachedEngine())).toBe(false);
});

test("Go builds engine and language host when the release cannot be had", async () => {
  server = await startReleaseServer(undefined);
  // Writes what `-o` names; the arguments are those of the real build.
  await checkout.program(
    "go",
    `case "$1" in
       env) echo "$HOME" ;;
       list) echo one; echo two ;;
       build) test "$GOWORK $GOFLAGS" = "off -mod=readonly" || exit 1; mkdir -p "$(dirname "$7")"; printf '#!/bin/sh\\necho v${PULUMI_VERSION}\\n' > "$7"; chmod +x "$7" ;;
     esac`,
  );
  const space = await checkout.freeSpace(100);

  const { status, stdout, stderr } = await checkout.run(["start"], { ...downloads(), ...space });

  expect(stderr).toContain(`building Pulumi ${PULUMI_VERSION} with Go, once per machine`);
  expect(stdout).toBe(`${cachedEngine()}\n`);
  expect(status).toBe(0);
});

test("a build that fails shows Go's last lines and the remedy", async () => {
  server = await startReleaseServer(undefined);
  await checkout.program(
    "go",
    'test "$1" = env && echo "$HOME" && exit; echo "dial tcp: no route to host" >&2; exit 1',
  );
  const space = await checkout.freeSpace(100);

  const { status, stderr } = await checkout.run(["start"], { ...downloads(), ...space });

  expect(stderr.trim().split("\n").slice(-2)).toEqual([
    "  | dial tcp: no route to host",
    `freehold: Go could not build Pulumi ${PULUMI_VERSION} (exit status 1); see its last lines above, check that Go is 1.25 ` +
      "or newer and reaches its module proxy (`go env GOPROXY`), then run the command again",
  ]);
  expect(status).toBe(1);
});

test("a wrong version on the PATH is reported once and left alone", async () => {
  const theirs = await checkout.engine("3.1.0");
  await checkout.engine(PULUMI_VERSION, join(checkout.cache, `pulumi-${PULUMI_VERSION}`, "bin"));

  const result = await checkout.run(["start"]);

  expect(result).toEqual({
    status: 0,
    stdout: `${cachedEngine()}\n`,
    stderr: `freehold: the pulumi on the PATH (${theirs}) has version 3.1.0: using our own ${PULUMI_VERSION}, yours stays as it is\n`,
  });
});

test("the right version on the PATH is used as it is", async () => {
  const theirs = await checkout.engine(PULUMI_VERSION);

  const result = await checkout.run(["start"]);

  expect(result).toEqual({ status: 0, stdout: `${theirs}\n`, stderr: "" });
});

test("FREEHOLD_PULUMI_BIN of another version is refused, never replaced", async () => {
  const named = await checkout.engine("3.1.0", join(checkout.root, "mine"));

  const { status, stderr } = await checkout.run(["start"], { FREEHOLD_PULUMI_BIN: named });

  expect(stderr).toBe(
    `freehold: FREEHOLD_PULUMI_BIN=${named} has version 3.1.0, needed is Pulumi ${PULUMI_VERSION}; ` +
      "name one of that version, or unset FREEHOLD_PULUMI_BIN to have it installed\n",
  );
  expect(status).toBe(1);
});

test("FREEHOLD_PULUMI_BIN that names no program is refused", async () => {
  const { status, stderr } = await checkout.run(["start"], { FREEHOLD_PULUMI_BIN: "/nowhere/pulumi" });

  expect(stderr).toContain(
    "FREEHOLD_PULUMI_BIN=/nowhere/pulumi is not a program that can be started, needed is Pulumi",
  );
  expect(status).toBe(1);
});

test("two set-ups at once download once: the second waits, says so, and uses what the first brought", async () => {
  await checkout.link("tar", "gzip");
  server = await startReleaseServer(await pinnedRelease(PULUMI_VERSION), { held: true });

  const first = checkout.start(["start"], downloads());
  await first.saw("downloading Pulumi");
  const second = checkout.start(["start"], downloads());
  await second.saw("waiting for another set-up");
  server.release();

  expect(await first.ended).toMatchObject({ status: 0, stdout: `${cachedEngine()}\n` });
  expect(await second.ended).toMatchObject({ status: 0, stdout: `${cachedEngine()}\n` });
  expect(server.requests).toHaveLength(1);
});

test("the lock and the half-made folder of a set-up that died are taken over", async () => {
  await checkout.link("tar", "gzip");
  server = await startReleaseServer(await pinnedRelease(PULUMI_VERSION));
  const abandoned = join(checkout.cache, "partial", `pulumi-${PULUMI_VERSION}-abandoned`);
  await mkdir(abandoned, { recursive: true });
  await mkdir(join(checkout.cache, "locks"));
  const dead = checkout.start(["no-such-command"]);
  await dead.ended;
  await writeFile(
    join(checkout.cache, "locks", `pulumi-${PULUMI_VERSION}.lock`),
    JSON.stringify({ pid: dead.pid, host: hostname() }),
  );

  const { status } = await checkout.run(["start"], downloads());

  expect(status).toBe(0);
  expect(existsSync(abandoned)).toBe(false);
});

test("an interrupted set-up ends the compiler and exits with the signal's status", async () => {
  server = await startReleaseServer(undefined);
  const mark = join(checkout.root, "compiler-ended");
  await checkout.program(
    "go",
    `test "$1" = env && echo "$HOME" && exit
     trap 'touch ${mark}; exit' TERM
     echo compiling > ${mark}-started; while :; do sleep 0.05; done`,
  );
  const space = await checkout.freeSpace(100);

  const run = checkout.start(["start"], { ...downloads(), ...space });
  await run.saw("building Pulumi");
  await until("the compiler to start", () => existsSync(`${mark}-started`));
  run.kill("SIGTERM");

  expect((await run.ended).status).toBe(143);
  await until("the compiler to end", () => existsSync(mark));
});

test("a disk with too little space for the build is refused before anything is written", async () => {
  server = await startReleaseServer(undefined);
  await checkout.program("go", 'echo "$HOME"');

  const { status, stderr } = await checkout.run(["start"], { ...downloads(), ...(await checkout.freeSpace(1.5)) });

  expect(stderr).toContain(
    `freehold: building Pulumi ${PULUMI_VERSION} needs 4 GiB of free disk space, the disk of ${checkout.env.HOME} has 1.5 GiB; ` +
      "make room, or set GOCACHE and GOMODCACHE to folders on a larger disk\n",
  );
  expect(status).toBe(1);
});
