import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process that is alive. A zombie is not: it does nothing any more and only waits to be noticed. */
export interface LiveProcess {
  pid: number;
  /** Id of its process group. */
  group: number;
  /** Distinguishes two processes with the same id, across restarts of the machine too. Compare it, do not read it. */
  startTime: string;
}

/** Every live process of this machine. */
export function liveProcesses(): LiveProcess[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** The live process with this id. */
export function liveProcess(pid: number): LiveProcess | undefined {
  return process.platform === "linux" ? readProc(String(pid), bootId()) : fromPs().find((each) => each.pid === pid);
}

/**
 * True when the process was started with this text in its environment; where that cannot be read, undefined.
 */
export function startedWith(pid: number, text: string): boolean | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(text);
  } catch {
    return undefined;
  }
}

/** True when the live process with this id is a Pulumi engine; its number may belong to anything else by now. */
export function isLiveEngine(pid: number): boolean {
  if (liveProcess(pid) === undefined) return false;
  return nameOf(pid).includes("pulumi");
}

function nameOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/comm`, "utf8");
    return execFileSync("ps", ["-p", String(pid), "-o", "comm="], { encoding: "utf8" });
  } catch {
    return ""; // ended since it was listed
  }
}

/** Sends a signal to every process of a group; false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

function fromProc(): LiveProcess[] {
  const boot = bootId();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProc(name, boot) ?? []);
}

function readProc(pid: string, boot: string): LiveProcess | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // ended since it was listed
  }
  // proc(5): the name stands in parentheses and may hold anything; state, parent and group follow it, the start time is field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields;
  if (state === "Z" || state === "X" || group === undefined) return undefined;
  return { pid: Number(pid), group: Number(group), startTime: `${boot}:${fields[19]}` };
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function fromPs(): LiveProcess[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,pgid=,stat=,lstart="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [pid, group, state, ...started] = line.trim().split(/\s+/);
    if (pid === undefined || group === undefined || state === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), group: Number(group), startTime: started.join(" ") }];
  });
}
