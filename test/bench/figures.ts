import { type CpuByKind, totalOf } from "./cpu-meter.ts";
import type { Batch } from "./measure.ts";
import type { WayKey } from "./options.ts";
import { PROCESS_KINDS } from "./process-kind.ts";
import type { Figures, Measured } from "./report.ts";
import type { Level } from "./run-level.ts";
import { median, type Spread, spreadOf } from "./statistics.ts";
import { OPERATIONS } from "./ways/way.ts";

/** The figures of a level, ordered by operation. @param base The way that the others are compared with */
export function figuresOf({ concurrency, outcomes }: Level, base: WayKey): Figures[] {
  return OPERATIONS.flatMap((operation) => {
    const ofAll = outcomes.filter((each) => each.operation === operation);
    const compared = ofAll.find(({ way }) => way === base);
    const baseBatches = compared !== undefined && "batches" in compared ? compared.batches : undefined;
    return ofAll.map((outcome): Figures => {
      const what = { way: outcome.way, operation, concurrency };
      if ("missing" in outcome) return { ...what, missing: outcome.missing };
      return { ...what, ...summarise(outcome.batches, baseBatches) };
    });
  });
}

/** @param base Batches of the same rounds by the way that these are compared with; nothing where it has none */
function summarise(batches: readonly Batch[], base: readonly Batch[] | undefined): Measured {
  return {
    seconds: rounded(spreadOf(batches.flatMap(({ seconds }) => seconds))),
    perMinute: round(median(batches.map(({ seconds, wallSec }) => (seconds.length / wallSec) * 60)), 1),
    cpuSec: rounded(spreadOf(batches.map(cpuSecEach))),
    cpuSecByKind: Object.fromEntries(
      PROCESS_KINDS.map((kind) => [kind, round(median(batches.map(({ cpu, seconds }) => cpu[kind] / seconds.length)))]),
    ) as CpuByKind,
    ratio:
      base === undefined ? null : { seconds: ratio(batches, base, meanSec), cpuSec: ratio(batches, base, cpuSecEach) },
  };
}

/** Rounds are compared with each other, for each of them met the machine in one condition. */
function ratio(batches: readonly Batch[], base: readonly Batch[], of: (batch: Batch) => number): number {
  return round(median(batches.flatMap((batch, index) => (base[index] ? of(batch) / of(base[index]) : []))), 2);
}

function meanSec({ seconds }: Batch): number {
  return seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
}

function cpuSecEach({ cpu, seconds }: Batch): number {
  return totalOf(cpu) / seconds.length;
}

function rounded({ min, median: middle, max }: Spread): Spread {
  return { min: round(min), median: round(middle), max: round(max) };
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
