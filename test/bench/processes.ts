import { readdirSync, readFileSync } from "node:fs";

/** A process as `/proc` has it at one moment. */
export interface ProcessReading {
  pid: number;
  parent: number;
  /** Name of the program, at most 15 characters. */
  name: string;
  /** CPU seconds, user and system, that it has used itself. */
  ownCpuSec: number;
  /** CPU seconds of its children that ended and that it waited for, theirs included. */
  reapedCpuSec: number;
}

/** Clock ticks a second in `/proc/PID/stat`: Linux reports 100 to programs, whatever it counts in itself. */
const TICKS = 100;

/** Ids of the process and everything below it, parents first; none when it has ended. */
export function processTree(pid: number): number[] {
  return readTree(pid).map((each) => each.pid);
}

/** As {@link processTree}, with what `/proc` says of each. */
export function readTree(pid: number): ProcessReading[] {
  const root = readProcess(pid);
  if (root === undefined) return [];
  const children = Map.groupBy(readAll(), ({ parent }) => parent);
  const below = (each: ProcessReading): ProcessReading[] => [each, ...(children.get(each.pid) ?? []).flatMap(below)];
  return below(root);
}

/** CPU seconds, user and system, of a process and its children that ended; 0 when it has ended. Living children count for themselves. */
export function cpuSec(pid: number): number {
  const process = readProcess(pid);
  return process === undefined ? 0 : process.ownCpuSec + process.reapedCpuSec;
}

/** Proportional set size in MiB: pages that several processes share count in equal parts for each. 0 when it has ended. */
export function pssMib(pid: number): number {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(read(pid, "smaps_rollup"))?.[1];
  return Number(kib ?? 0) / 1024;
}

/** The program and its arguments, separated by spaces; empty when it has ended. */
export function commandLine(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ").trim();
}

function readAll(): ProcessReading[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(pid: number): ProcessReading | undefined {
  const stat = read(pid, "stat");
  // The name stands in parentheses and may hold anything, parentheses too; the fields after it are counted from the third.
  const end = stat.lastIndexOf(")");
  if (end === -1) return undefined;
  const fields = stat.slice(end + 2).split(" ");
  const seconds = (field: number) => Number(fields[field - 3]) / TICKS;
  return {
    pid,
    parent: Number(fields[1]),
    name: stat.slice(stat.indexOf("(") + 1, end),
    ownCpuSec: seconds(14) + seconds(15),
    reapedCpuSec: seconds(16) + seconds(17),
  };
}

/** Empty when the process has ended since it was listed. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
