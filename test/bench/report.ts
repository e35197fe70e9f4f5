import type { CpuByKind } from "./cpu-meter.ts";
import type { WayKey } from "./options.ts";
import type { Spread } from "./statistics.ts";
import type { OperationKind } from "./ways/way.ts";

/** What `npm run bench -- --json` prints. */
export interface BenchReport {
  machine: { cpus: number; model: string; memoryGib: number; node: string };
  /** Rounds with one tenant at a time; with more, so many fewer that no way did less of anything. */
  rounds: number;
  /** How long all of it took. */
  tookSec: number;
  /** Names of the ways. */
  ways: Partial<Record<WayKey, string>>;
  /** What the figures of the others are compared with. */
  base: WayKey;
  figures: Figures[];
  memory: MemoryFigures[];
  /** What the clouds still held at the end; empty when all is well. */
  leftovers: string[];
}

/** One operation, by one way, at one concurrency. */
export type Figures = { way: WayKey; operation: OperationKind; concurrency: number } & (
  | Measured
  /** Why it was not measured. */
  | { missing: string }
);

export interface Measured {
  /** From the request to its end, of every single operation. */
  seconds: Spread;
  /** Operations that came to their end in a minute: the median of the rounds. */
  perMinute: number;
  /** CPU seconds per operation, of all processes together, one value a round. */
  cpuSec: Spread;
  /** The same by what the processes are for: the median of each. */
  cpuSecByKind: CpuByKind;
  /** How many times as much as the base's, in the same round: the median of the rounds. Of the base itself, 1. */
  ratio: { seconds: number; cpuSec: number } | null;
}

/** Memory of all processes of a way together, as proportional set size. */
export interface MemoryFigures {
  way: WayKey;
  concurrency: number;
  /** After the first create and destroy, while it does nothing. */
  idleMib: number;
  /** Most during that create, of as many tenants at a time. */
  peakMib: number;
}
