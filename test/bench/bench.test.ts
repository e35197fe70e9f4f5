import { expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../system/engine-binary.ts";
import { runBench } from "./run-bench.ts";

const POSITIVE = expect.any(Number);
const SPREAD = { min: POSITIVE, median: POSITIVE, max: POSITIVE };

withEngine(`the benchmark${engineReason}`, () => {
  test("measures what Freehold's engine does, ends each operation well, and leaves nothing", async () => {
    const lines: string[] = [];
    const report = await runBench({
      ...{ rounds: 1, ways: ["c"], concurrency: [1] },
      ...{ pulumiBin: pulumiBin ?? "", signal: new AbortController().signal },
      report: (line) => lines.push(line),
    });

    expect(report).toEqual({
      machine: { cpus: POSITIVE, model: expect.any(String), memoryGib: POSITIVE, node: process.versions.node },
      ...{ rounds: 1, tookSec: POSITIVE, ways: { c: "Freehold's engine" }, base: "c" },
      figures: ["create", "update", "destroy"].map((operation) => ({
        ...{ way: "c", operation, concurrency: 1, seconds: SPREAD, perMinute: POSITIVE, cpuSec: SPREAD },
        cpuSecByKind: { engine: POSITIVE, runner: POSITIVE, service: POSITIVE, other: 0 },
        ratio: { seconds: 1, cpuSec: 1 },
      })),
      memory: [{ way: "c", concurrency: 1, idleMib: POSITIVE, peakMib: POSITIVE }],
      leftovers: [],
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.figures.every((each) => "cpuSecByKind" in each && each.cpuSecByKind.engine > 0.05)).toBe(true);
    expect(lines).toEqual(["1 at a time, warming up", "1 at a time, round 1 of 1"]);
  });
});
