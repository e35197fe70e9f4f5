import { expect, test } from "@jest/globals";
import { createRunRecord } from "./run-record.mjs";
import { countsLine, interruptedLines, slowestLines } from "./run-summary.mjs";

test("an interrupted run names what failed, what still ran since when, and how much had not begun", () => {
  const record = createRunRecord();
  record.add({ type: "run-started", suites: 5 });
  record.add({ type: "suite-started", suite: "a.test.ts", at: 0 });
  record.add({ type: "suite-ended", suite: "a.test.ts", ms: 10, failed: true, tests: [] });
  record.add({ type: "suite-started", suite: "b.test.ts", at: 1_000 });
  record.add({ type: "test-started", suite: "b.test.ts", name: "fails", at: 2_000 });
  // Jest may say it in this order.
  record.add({ type: "test-started", suite: "b.test.ts", name: "hangs", at: 3_000 });
  record.add({ type: "test-ended", suite: "b.test.ts", name: "fails", status: "failed" });
  record.add({ type: "suite-started", suite: "c.test.ts", at: 4_000 });

  const report = record.report();

  expect(interruptedLines(report, { by: "SIGTERM", now: 10_000 })).toEqual([
    "Failed tests:",
    "  - b.test.ts › fails",
    "  - a.test.ts",
    "Still running:",
    "  - b.test.ts (9 s) › hangs (7 s)",
    "  - c.test.ts (6 s) › between its tests",
    "Interrupted by SIGTERM: 2 suites still ran, 2 had not begun",
  ]);
  expect(countsLine(report)).toBe("Tests: 0 passed, 2 failed, 0 skipped");
});

test("a suite that Jest starts again in another worker counts once", () => {
  const record = createRunRecord();
  record.add({ type: "run-started", suites: 1 });
  for (const at of [0, 5]) record.add({ type: "suite-started", suite: "a.test.ts", at });
  record.add({
    type: "suite-ended",
    suite: "a.test.ts",
    ms: 10,
    failed: false,
    tests: [{ name: "works", status: "passed" }],
  });

  expect(record.report()).toMatchObject({ passed: 1, failed: [], running: [], waiting: 0 });
});

test("the slowest ten suites are named with their seconds, after a run of more", () => {
  const record = createRunRecord();
  const end = (index: number) =>
    record.add({ type: "suite-ended", suite: `${index}.test.ts`, ms: index * 100_000, failed: false, tests: [] });
  for (let index = 1; index <= 10; index++) end(index);
  const few = slowestLines(record.report());
  end(11);

  const lines = slowestLines(record.report());

  expect(few).toEqual([]);
  expect(lines).toHaveLength(11);
  expect(lines.slice(0, 3)).toEqual(["Slowest suites:", " 1100.0 s  11.test.ts", " 1000.0 s  10.test.ts"]);
  expect(lines.at(-1)).toBe("  200.0 s  2.test.ts");
});
