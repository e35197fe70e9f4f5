import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Checkout } from "../testing/checkout.ts";
import { PULUMI_VERSION } from "../versions.mjs";

const NODE_MODULES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", "node_modules");

let checkout: Checkout;

beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.engine(PULUMI_VERSION);
  await symlink(join(NODE_MODULES, "jest"), join(checkout.root, "node_modules", "jest"));
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
