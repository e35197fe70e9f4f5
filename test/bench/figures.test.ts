import { expect, test } from "@jest/globals";
import { shareOut } from "./cpu-meter.ts";
import { figuresOf } from "./figures.ts";
import type { Batch } from "./measure.ts";
import type { BenchReport } from "./report.ts";
import type { Level } from "./run-level.ts";
import { asTable } from "./table.ts";

/** Two operations at once that took so many seconds each, with one CPU second of the engine for each of them. */
function batch(...seconds: number[]): Batch {
  const cpu = { engine: seconds.length, runner: 0.5, service: 0, other: 0 };
  return { seconds, wallSec: Math.max(...seconds), cpu };
}

const level: Level = {
  concurrency: 2,
  outcomes: [
    { way: "a", operation: "create", batches: [batch(4, 6), batch(8, 10), batch(2, 4)] },
    { way: "a", operation: "update", batches: [batch(2, 2)] },
    { way: "a", operation: "destroy", batches: [batch(1, 1)] },
    { way: "c", operation: "create", batches: [batch(1, 1), batch(3, 3), batch(1, 1)] },
    { way: "c", operation: "update", missing: "it cannot" },
    { way: "c", operation: "destroy", batches: [batch(2, 2)] },
  ],
  memory: [{ way: "a", concurrency: 2, idleMib: 100, peakMib: 300 }],
  leftovers: [],
};

const report: BenchReport = {
  machine: { cpus: 2, model: "Z80", memoryGib: 4, node: "24.0.0" },
  ...{ rounds: 3, tookSec: 60, ways: { a: "by hand", c: "by foot" }, base: "c" },
  figures: figuresOf(level, "c"),
  memory: level.memory,
  leftovers: [],
};

test("single operations make the spread; what a round is to the same round of the base makes the ratio", () => {
  const [byA, byC] = figuresOf(level, "c");

  expect(byA).toEqual({
    ...{ way: "a", operation: "create", concurrency: 2 },
    seconds: { min: 2, median: 5, max: 10 },
    perMinute: 20,
    cpuSec: { min: 1.25, median: 1.25, max: 1.25 },
    cpuSecByKind: { engine: 1, runner: 0.25, service: 0, other: 0 },
    ratio: { seconds: 3, cpuSec: 1 },
  });
  expect(byC).toMatchObject({ way: "c", ratio: { seconds: 1, cpuSec: 1 } });
});

test("what a way cannot do says why, and nothing is compared with it", () => {
  const updates = figuresOf(level, "c").filter(({ operation }) => operation === "update");

  expect(updates).toEqual([
    expect.objectContaining({ way: "a", ratio: null }),
    { way: "c", operation: "update", concurrency: 2, missing: "it cannot" },
  ]);
});

test("CPU that was seen of nobody belongs to those that ended, in proportion to what was seen of them", () => {
  const none = { engine: 0, runner: 0, service: 0, other: 0 };
  const seen = { engine: 3, runner: 2, service: 1, other: 0 };

  expect(shareOut(10, seen, { ...none, engine: 3, runner: 1 })).toEqual({ engine: 6, runner: 3, service: 1, other: 0 });
  expect(shareOut(10, seen, none)).toEqual({ ...seen, other: 4 });
  // A child of a child whose parent did not wait for it: it is missing in the sum, not in what was seen.
  expect(shareOut(5, seen, none)).toEqual(seen);
});

test("the table has a line for every way, with a sentence in place of figures that there are none of", () => {
  const lines = asTable(report).split("\n");

  expect(lines[0]).toBe("2 cores (Z80), 4 GiB, Node 24.0.0; rounds: 3, took 60 s");
  expect(lines.filter((line) => /^[ac] by (hand|foot) /.test(line))).toEqual([
    expect.stringMatching(/^a by hand +2\.00 +5\.00 +10\.00 +20\.0 +1\.25 .* 3\.0 +1\.0$/),
    expect.stringMatching(/^c by foot +1\.00 /),
    expect.stringMatching(/^a by hand +2\.00 /),
    "c by foot            it cannot",
    expect.stringMatching(/^a by hand +1\.00 /),
    expect.stringMatching(/^c by foot +2\.00 /),
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^a by hand, 2 at a time +100 +300$/));
  expect(asTable({ ...report, leftovers: ["hetzner server x"] })).toContain("LEFT OVER: hetzner server x");
});
