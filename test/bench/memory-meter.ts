import type { Root } from "./process-kind.ts";
import { processTree, pssMib } from "./processes.ts";

/** A reading takes some milliseconds for each process, in which the kernel walks its page tables. */
const EVERY_MS = 250;

export interface MemoryMeter {
  /** The most that was seen so far, in MiB. */
  peakMib(): number;
  stop(): void;
}

/** Memory of everything below the roots now, in MiB: the sum of the proportional set sizes. */
export function memoryMib(roots: readonly Root[]): number {
  return roots
    .flatMap(({ pid, kind }) => processTree(pid).filter((each) => kind !== "uncounted" || each !== pid))
    .reduce((sum, pid) => sum + pssMib(pid), 0);
}

/** Follows the memory of everything below the roots until it is stopped. */
export function startMemoryMeter(roots: readonly Root[]): MemoryMeter {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, memoryMib(roots));
  };
  sample();
  const timer = setInterval(sample, EVERY_MS);
  return { peakMib: () => peak, stop: () => clearInterval(timer) };
}
