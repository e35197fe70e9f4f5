import { existsSync, readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@freehold/testing";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Checkout } from "../testing/checkout.ts";
import { PULUMI_VERSION } from "../versions.mjs";

const NODE_MODULES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", "node_modules");

let checkout: Checkout;

beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.engine(PULUMI_VERSION);
  for (const name of ["jest", "typescript"]) {
    await symlink(join(NODE_MODULES, name), join(checkout.root, "node_modules", name));
  }
  await checkout.write("jest.config.json", "{}");
});

afterEach(() => checkout.remove());

const check = (env: Record<string, string> = {}) => checkout.run(["check", "sample"], env);
const lastLines = (text: string, count: number) => text.trim().split("\n").slice(-count);

test("the last line counts, and skipped tests are named before it", async () => {
  await checkout.write(
    "sample.test.cjs",
    "test('works', () => {}); test.skip('boots (skipped: no Docker engine)', () => {});",
  );

  const { status, stdout } = await check();

  expect(lastLines(stdout, 3)).toEqual([
    "Skipped tests:",
    "  - boots (skipped: no Docker engine)",
    "Tests: 1 passed, 0 failed, 1 skipped",
  ]);
  expect(status).toBe(0);
});

test("with FREEHOLD_NO_SKIPS=1 a skipped test fails the run", async () => {
  await checkout.write("sample.test.cjs", "test.skip('boots (skipped: no Docker engine)', () => {});");

  const { status, stdout } = await check({ FREEHOLD_NO_SKIPS: "1" });

  expect(lastLines(stdout, 4)).toEqual([
    "Skipped tests:",
    "  - boots (skipped: no Docker engine)",
    "Failed: no skipped tests (FREEHOLD_NO_SKIPS=1)",
    "Tests: 0 passed, 0 failed, 1 skipped",
  ]);
  expect(status).toBe(1);
});

test("a failed test and a file that cannot be loaded both count as failed", async () => {
  await checkout.write("sample.test.cjs", "test('fails', () => { throw new Error('no'); });");
  await checkout.write("sample-broken.test.cjs", "require('./not-there.cjs');");

  const { status, stdout } = await check();

  expect(lastLines(stdout, 2)).toEqual(["Failed: tests", "Tests: 0 passed, 2 failed, 0 skipped"]);
  expect(status).toBe(1);
});

test("a file whose last hook fails counts as failed, though every test of it passed", async () => {
  await checkout.write("sample.test.cjs", "test('works', () => {}); afterAll(() => { throw new Error('no'); });");

  const { status, stdout } = await check();

  expect(lastLines(stdout, 2)).toEqual(["Failed: tests", "Tests: 1 passed, 1 failed, 0 skipped"]);
  expect(status).toBe(1);
});

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)(
  "a run that %s interrupts says what passed, failed and still ran, and ends all it started",
  async (signal, status) => {
    const mark = join(checkout.root, "pid");
    await checkout.write(
      "sample.test.cjs",
      `test("works", () => {});
     test("fails", () => { throw new Error("no"); });
     test("hangs", () => {
       const idle = ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"];
       const { pid } = require("node:child_process").spawn(process.execPath, idle, { detached: true, stdio: "ignore" });
       require("node:fs").writeFileSync(${JSON.stringify(mark)}, String(pid));
       return new Promise(() => {});
     }, 600_000);`,
    );

    const run = checkout.start(["check", "sample"]);
    await until("the last test to hang", () => existsSync(mark) && readFileSync(mark, "utf8") !== "");
    run.kill(signal);
    const ended = await run.ended;

    expect(lastLines(ended.stdout, 7).map((line) => line.replaceAll(/\(\d+ s\)/g, "(… s)"))).toEqual([
      "Failed tests:",
      "  - sample.test.cjs › fails",
      "Still running:",
      "  - sample.test.cjs (… s) › hangs (… s)",
      `Interrupted by ${signal}: 1 suite still ran, 0 had not begun`,
      "Failed: tests",
      "Tests: 1 passed, 1 failed, 0 skipped",
    ]);
    expect(ended.status).toBe(status);
    await until("the process of the hanging test to be gone", () => !isThere(Number(readFileSync(mark, "utf8"))));
  },
);

test("a run that is killed says so", async () => {
  await checkout.write(
    "sample.test.cjs",
    "test('works', () => {}); test('kills', () => process.kill(process.pid, 'SIGKILL'));",
  );

  const { status, stdout } = await check();

  expect(lastLines(stdout, 3)).toEqual([
    "Interrupted by SIGKILL: 1 suite still ran, 0 had not begun",
    "Failed: tests",
    "Tests: 1 passed, 0 failed, 0 skipped",
  ]);
  expect(status).toBe(137);
});

function isThere(pid: number): boolean {
  try {
    // A process that has ended stays until its parent looks, and this one's parent is gone.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}
