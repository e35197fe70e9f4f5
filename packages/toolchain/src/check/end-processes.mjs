import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

/** What is asked to end gets so long to do it in order, before it is killed. */
const GRACE_MS = 3_000;

/**
 * Asks a process, its process group and all that it has started to end, waits until they are gone, and kills what stays.
 *
 * @param {number} pid
 * @param {{ leads: boolean }} options `leads`: the process is the first of a group of its own.
 */
export async function endProcesses(pid, { leads }) {
  // Read first: when a process has ended, nothing says whose children its children were. Some are groups of their own.
  const targets = [leads ? -pid : pid, ...descendantsOf(pid)];
  const end = performance.now() + GRACE_MS;
  for (let left = reached(targets, "SIGTERM"); left.length > 0; left = reached(left, 0)) {
    if (performance.now() > end) return void reached(left, "SIGKILL");
    await delay(20);
  }
}

/**
 * @param {number[]} targets
 * @param {NodeJS.Signals | 0} signal
 * @returns {number[]} Those that were there to get it.
 */
function reached(targets, signal) {
  return targets.filter((target) => {
    try {
      return process.kill(target, signal);
    } catch {
      return false;
    }
  });
}

/** The processes under this one; none where the system does not report them as Linux does. @param {number} pid */
function descendantsOf(pid) {
  const processes = runningProcesses();
  const found = [pid];
  for (const parent of found) found.push(...processes.filter((one) => one.parent === parent).map((one) => one.pid));
  return found.slice(1);
}

/** @returns {{ pid: number, parent: number }[]} */
function runningProcesses() {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  } catch {
    return [];
  }
}

/** @param {string} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name is in brackets and may hold anything; its state and its parent follow.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}
