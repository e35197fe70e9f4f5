import { execFileSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Checkout } from "../testing/checkout.ts";
import { PULUMI_VERSION } from "../versions.mjs";

const NODE_MODULES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", "node_modules");
const RUNS = "test('runs', () => {});";

let checkout: Checkout;

/** A checkout with two suites, of which one reads a module, and a branch that has begun on it. */
beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.engine(PULUMI_VERSION);
  await checkout.link("git");
  for (const name of ["jest", "typescript"]) {
    await symlink(join(NODE_MODULES, name), join(checkout.root, "node_modules", name));
  }
  await checkout.write(".gitignore", "node_modules\npackages\n");
  await checkout.write("jest.config.json", JSON.stringify(CONFIG));
  await checkout.write("service/one.ts", "module.exports = 1;");
  await checkout.write("service/one.test.ts", `require("./one.ts"); ${RUNS}`);
  await checkout.write("service/two.test.ts", RUNS);
  git("init", "-b", "main");
  commit("begin");
  git("checkout", "-b", "branch");
});

afterEach(() => checkout.remove());

/** The suites are CommonJS under the name that ours have. */
const CONFIG = { testMatch: ["**/service/*.test.ts"], transform: {}, moduleFileExtensions: ["js", "ts", "mjs"] };

const check = (...args: string[]) => checkout.run(["check", "-t", "", ...args]);

test("what a branch has committed, what it has not and what is new reaches its suites and no others", async () => {
  await checkout.write("service/one.ts", "module.exports = 2;");
  const uncommitted = await check("--changed");
  commit("change one");
  const committed = await check("--changed");
  git("checkout", "main");
  await checkout.write("service/three.test.ts", RUNS);
  const added = await check("--changed");

  for (const { stdout } of [uncommitted, committed, added]) expect(stdout).toMatch(/\nTests: 1 passed, 0 failed/);
  expect(uncommitted.stdout).toContain("== changed: 1 files since main reach 1 of 2 suites");
  expect(committed.stderr).toContain("one.test.ts");
  expect(added.stderr).toContain("three.test.ts");
});

test("test paths narrow it further, and what all suites run on reaches all", async () => {
  await checkout.write("tsconfig.json", "{}");

  expect((await check("--changed")).stdout).toMatch(/Tests: 2 passed/);
  expect((await check("--changed", "service/two")).stdout).toMatch(/Tests: 1 passed/);
  expect((await check("--changed", "service/none")).stdout).toMatch(/Tests: 0 passed, 0 failed/);
});

test("without a change nothing runs, and that is well; another revision may be named", async () => {
  await checkout.write("service/two.test.ts", `${RUNS} // changed`);
  commit("change two");

  const nothing = await check("--changed=HEAD");
  const since = await check("--changed=HEAD~1");
  const unknown = await check("--changed=nowhere");

  expect(nothing).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/reach 0 of 2 suites\n\nTests: 0 passed/),
  });
  expect(since).toMatchObject({ status: 0, stdout: expect.stringMatching(/Tests: 1 passed/) });
  expect(unknown).toMatchObject({ status: 1, stdout: expect.stringMatching(/Failed: tests\nTests: 0 passed/) });
  expect(unknown.stderr).toContain(
    "freehold: git finds no commit that HEAD has in common with nowhere; name one with --changed=<revision>",
  );
});

function commit(message: string): void {
  git("add", "-A");
  git("commit", "-m", message);
}

function git(...args: string[]): void {
  const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  execFileSync("git", [...who, ...args], {
    cwd: checkout.root,
    stdio: "pipe",
    env: { HOME: checkout.root, PATH: process.env.PATH },
  });
}
