import { cpus, totalmem } from "node:os";
import { figuresOf } from "./figures.ts";
import { type BenchOptions, WAYS, type WayKey } from "./options.ts";
import type { BenchReport } from "./report.ts";
import { type Level, type LevelRun, runLevel } from "./run-level.ts";

export type BenchRun = Omit<BenchOptions, "json"> & Pick<LevelRun, "pulumiBin" | "report" | "signal">;

/**
 * Compares the ways, one concurrency after the other.
 *
 * @throws Error when an operation did not end as it should; nothing is left then either
 */
export async function runBench({ concurrency: concurrencies, ...run }: BenchRun): Promise<BenchReport> {
  const startedAt = performance.now();
  const levels: Level[] = [];
  for (const concurrency of concurrencies) {
    levels.push(await runLevel({ ...run, concurrency, rounds: roundsAt(concurrency, run.rounds) }));
  }
  const base = baseOf(run.ways);
  return {
    machine: machine(),
    rounds: run.rounds,
    tookSec: Math.round((performance.now() - startedAt) / 1000),
    ways: Object.fromEntries(run.ways.map((key) => [key, WAYS[key]])),
    base,
    figures: levels.flatMap((level) => figuresOf(level, base)),
    memory: levels.flatMap(({ memory }) => memory),
    leftovers: levels.flatMap(({ leftovers }) => leftovers),
  };
}

/** A round with several tenants at a time is as many operations: fewer rounds give as much to go by. */
function roundsAt(concurrency: number, operations: number): number {
  return Math.ceil(operations / concurrency);
}

/** Freehold's engine does all that is measured; the service does not. */
function baseOf(ways: readonly WayKey[]): WayKey {
  return ways.includes("c") ? "c" : (ways.at(-1) as WayKey);
}

function machine(): BenchReport["machine"] {
  const [first] = cpus();
  return {
    cpus: cpus().length,
    model: first?.model.trim() ?? "unknown",
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
  };
}
