import { beforeEach, expect, test } from "@jest/globals";
import type { RunEvent } from "./run-record.mjs";
import RunReporter from "./run-reporter.mjs";

const SUITE = { path: "/checkout/test/slow.test.ts" };
const MINUTE_MS = 60_000;

let now: number;
let lines: string[];
let events: RunEvent[];
let reporter: RunReporter;

beforeEach(async () => {
  now = 0;
  lines = [];
  events = [];
  reporter = new RunReporter(
    { rootDir: "/checkout" },
    { now: () => now, write: (line) => void lines.push(line), send: async (event) => void events.push(event) },
  );
  await reporter.onRunStart({ numTotalTestSuites: 2 });
  await reporter.onTestFileStart(SUITE);
});

test("a suite that says nothing for five minutes is named with its test, once per five minutes", async () => {
  await reporter.onTestCaseStart(SUITE, { fullName: "works" });
  // Jest may say it in this order.
  await reporter.onTestCaseStart(SUITE, { fullName: "hangs" });
  await reporter.onTestCaseResult(SUITE, { fullName: "works", status: "passed" });

  now = 5 * MINUTE_MS - 1;
  reporter.nameQuietSuites();
  expect(lines).toEqual([]);

  now = 5 * MINUTE_MS;
  for (let times = 0; times < 2; times++) reporter.nameQuietSuites();
  now = 10 * MINUTE_MS;
  reporter.nameQuietSuites();
  expect(lines).toEqual([
    "== tests: test/slow.test.ts still runs after 5 min: hangs",
    "== tests: test/slow.test.ts still runs after 10 min: hangs",
  ]);
  await reporter.onRunComplete();
});

test("a suite whose tests go on is not named, nor one that has ended", async () => {
  now = 4 * MINUTE_MS;
  await reporter.onTestCaseResult(SUITE, { fullName: "works", status: "passed" });
  now = 8 * MINUTE_MS;
  reporter.nameQuietSuites();
  await ended();
  now = 60 * MINUTE_MS;
  reporter.nameQuietSuites();

  expect(lines.filter((line) => line.includes("still runs"))).toEqual([]);
  await reporter.onRunComplete();
});

test("a suite that hangs outside of its tests is named, too", async () => {
  now = 6 * MINUTE_MS;
  reporter.nameQuietSuites();

  expect(lines).toEqual(["== tests: test/slow.test.ts still runs after 6 min: between its tests, or before the first"]);
  await reporter.onRunComplete();
});

test("the counts are written as suites end, at most once a minute", async () => {
  now = MINUTE_MS;
  await ended();
  await ended();

  expect(lines).toEqual(["== tests: 1 of 2 suites, 1 passed, 1 failed so far"]);
  await reporter.onRunComplete();
});

test("everything is reported as it happens", async () => {
  await reporter.onTestCaseStart(SUITE, { fullName: "works" });
  await reporter.onTestCaseResult(SUITE, { fullName: "works", status: "passed" });
  await ended();
  await reporter.onRunComplete();

  const suite = "test/slow.test.ts";
  expect(events).toEqual([
    { type: "run-started", suites: 2 },
    { type: "suite-started", suite, at: 0 },
    { type: "test-started", suite, name: "works", at: 0 },
    { type: "test-ended", suite, name: "works", status: "passed" },
    {
      type: "suite-ended",
      suite,
      ms: 500,
      failed: true,
      tests: [
        { name: "works", status: "passed" },
        { name: "fails", status: "failed" },
      ],
    },
  ]);
});

function ended(): Promise<void> {
  const testResults = [
    { fullName: "works", status: "passed" },
    { fullName: "fails", status: "failed" },
  ];
  return reporter.onTestFileResult(SUITE, { testResults, perfStats: { start: 0, end: 500 } });
}
