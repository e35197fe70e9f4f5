import { readdirSync, readFileSync } from "node:fs";

/** A live process, as `/proc` reports it. */
export interface Process {
  pid: number;
  parent: number;
  group: number;
  name: string;
}

/** Every live process of this machine; zombies do nothing any more. */
export function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(pid) ?? []);
}

/** The runners of a service: each leads a process group of its own. */
export function runnersOf(service: number): Process[] {
  return processes().filter(({ parent, pid, group }) => parent === service && pid === group);
}

/** The engines of a service's runners. */
export function enginesOf(service: number): Process[] {
  const groups = new Set(runnersOf(service).map(({ group }) => group));
  return processes().filter(({ group, name }) => groups.has(group) && name.startsWith("pulumi"));
}

/** Sends a signal to a process, or with a negative number to a group; one that has ended is fine. */
export function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function read(pid: string): Process | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // ended since it was listed
  }
  // proc(5): the name stands in parentheses and may hold anything; state, parent and group follow it.
  const end = stat.lastIndexOf(")");
  const [state, parent, group] = stat.slice(end + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    name: stat.slice(stat.indexOf("(") + 1, end),
  };
}
