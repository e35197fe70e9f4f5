import { setTimeout as delay } from "node:timers/promises";
import { type ProcessMemory, treeMemory } from "./tree-memory.ts";

/** How long a process is left alone before it counts as idle, in seconds: what it collects by itself when it has time is gone then. */
export const SETTLE_SEC = 30;

const SAMPLES = 5;

/** Memory of a tree of processes that is left alone; of five looks, a second apart, the one in the middle. */
export async function idleMemory(root: number): Promise<ProcessMemory[]> {
  await delay(SETTLE_SEC * 1000);
  const looks: ProcessMemory[][] = [];
  while (looks.length < SAMPLES) {
    looks.push(await treeMemory(root));
    await delay(1000);
  }
  looks.sort((a, b) => total(a) - total(b));
  return looks[Math.floor(SAMPLES / 2)] ?? [];
}

function total(processes: readonly ProcessMemory[]): number {
  return processes.reduce((sum, { mb }) => sum + mb, 0);
}
