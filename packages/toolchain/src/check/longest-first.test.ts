import { expect, test } from "@jest/globals";
import { systemsFirst } from "./longest-first.mjs";

const PART = { path: "/checkout/service/src/http/answers.test.ts" };
const SYSTEM = { path: "/checkout/test/system/ledger.test.ts" };
const SYSTEM_WITH_FOLDER = { path: "/checkout/test/system/crash/crash.test.ts" };

function order(...suites: { path: string; duration?: number }[]): string[] {
  const context = { config: { rootDir: "/checkout" } };
  return systemsFirst(suites.map((suite) => ({ ...suite, context }))).map(({ path }) => path);
}

test("what tests whole systems begins first, a suite with a folder of its own before single files", () => {
  expect(order(PART, SYSTEM, SYSTEM_WITH_FOLDER)).toEqual([SYSTEM_WITH_FOLDER.path, SYSTEM.path, PART.path]);
});

test("what suites took in the run before counts more", () => {
  const known = [
    { ...PART, duration: 20 },
    { ...SYSTEM, duration: 10 },
  ];

  expect(order(...known)).toEqual([PART.path, SYSTEM.path]);
});
