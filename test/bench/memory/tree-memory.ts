import { readdir, readFile } from "node:fs/promises";

/** What a process of the product is. */
export type Part = "launcher" | "service" | "runner" | "engine" | "other";

/** One process of a tree, with the memory that is its own and its share of what it has in common with others. */
export interface ProcessMemory {
  part: Part;
  /** Proportional set size, in MB (1,000,000 bytes). */
  mb: number;
}

/** How a process is known by its command line; what fits none is `other`. */
const PARTS: readonly [Part, RegExp][] = [
  ["launcher", /packages\/toolchain\/run\.mjs\0/],
  ["service", /service\/src\/main\.ts\0/],
  ["runner", /engine\/src\/runner\/main\.ts\0/],
  ["engine", /^([^\0]*\/)?pulumi[^\0/]*\0/],
];

const BYTES_PER_KB = 1024; // proc(5) says kB and means KiB

/** Memory of a process and of everything below it, whatever groups that is in. */
export async function treeMemory(root: number): Promise<ProcessMemory[]> {
  const measured = await Promise.all((await treeOf(root)).map(memoryOf));
  return measured.filter((each) => each !== undefined);
}

/** Memory of all processes of these parts together, in MB. */
export function sumOf(processes: readonly ProcessMemory[], ...parts: Part[]): number {
  return processes.filter(({ part }) => parts.includes(part)).reduce((sum, { mb }) => sum + mb, 0);
}

async function treeOf(root: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)));
  const isBelow = (pid: number | undefined): boolean => pid === root || (!!pid && isBelow(parents.get(pid)));
  return pids.filter(isBelow);
}

async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readProc(pid, "stat");
  // The name stands in parentheses and may hold anything; the state and the parent follow it.
  const [, parent] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return parent === undefined ? undefined : Number(parent);
}

async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  const commandLine = await readProc(pid, "cmdline");
  const kb = /^Pss:\s+(\d+) kB$/m.exec((await readProc(pid, "smaps_rollup")) ?? "")?.[1];
  if (commandLine === undefined || kb === undefined) return undefined;
  const part = PARTS.find(([, pattern]) => pattern.test(commandLine))?.[0] ?? "other";
  return { part, mb: (Number(kb) * BYTES_PER_KB) / 1_000_000 };
}

/** Undefined for a process that has ended since it was listed. */
async function readProc(pid: number, file: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => undefined);
}
