import { kindOf, PROCESS_KINDS, type ProcessKind, type Root } from "./process-kind.ts";
import { readTree } from "./processes.ts";

/** CPU seconds by what the processes are for. */
export type CpuByKind = Record<ProcessKind, number>;

/** How often the living are read: what an ended process used after its last reading is known as a sum only. */
const EVERY_MS = 200;

interface Seen {
  kind: Root["kind"];
  atStart: number;
  last: number;
}

/**
 * Measures the CPU that the processes below some roots use, also those that begin and end meanwhile.
 *
 * The sum is exact: whatever an ended process used is part of its parent's count. By kind it is exact for what lives to the end; what is
 * known of the ended as a sum only is shared out in proportion to what was seen of them.
 */
export function startCpuMeter(roots: readonly Root[]): { stop(): CpuByKind } {
  const seen = new Map<number, Seen>();
  let alive = new Set<number>();
  const sample = (isStart: boolean): number => {
    let sum = 0;
    alive = new Set();
    for (const root of roots) {
      for (const each of readTree(root.pid)) {
        const kind = kindOf(each, root);
        sum += each.reapedCpuSec + (kind === "uncounted" ? 0 : each.ownCpuSec);
        const atStart = seen.get(each.pid)?.atStart ?? (isStart ? each.ownCpuSec : 0);
        seen.set(each.pid, { kind, atStart, last: each.ownCpuSec });
        alive.add(each.pid);
      }
    }
    return sum;
  };
  const before = sample(true);
  const timer = setInterval(() => sample(false), EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      const sum = sample(false) - before;
      const ended = [...seen].filter(([pid]) => !alive.has(pid)).map(([, each]) => each);
      return shareOut(sum, sumByKind([...seen.values()]), sumByKind(ended));
    },
  };
}

function sumByKind(processes: readonly Seen[]): CpuByKind {
  const sums = noCpu();
  for (const { kind, atStart, last } of processes) if (kind !== "uncounted") sums[kind] += last - atStart;
  return sums;
}

/** Adds what the sum has beyond what was seen, in proportion to what was seen of the ended; to `other` when none of them was seen. */
export function shareOut(sum: number, seen: CpuByKind, ended: CpuByKind): CpuByKind {
  const unseen = Math.max(0, sum - totalOf(seen));
  const whole = totalOf(ended);
  const shared = noCpu();
  for (const kind of PROCESS_KINDS) {
    const share = whole === 0 ? Number(kind === "other") : ended[kind] / whole;
    shared[kind] = seen[kind] + unseen * share;
  }
  return shared;
}

/** All kinds together. */
export function totalOf(cpu: CpuByKind): number {
  return PROCESS_KINDS.reduce((sum, kind) => sum + cpu[kind], 0);
}

function noCpu(): CpuByKind {
  return { engine: 0, runner: 0, service: 0, other: 0 };
}
