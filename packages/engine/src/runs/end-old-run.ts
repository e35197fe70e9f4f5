import { setTimeout as delay } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { type LiveProcess, liveProcesses, signalGroup, startedWith } from "./processes.ts";
import type { RunRecord } from "./run-records.ts";

/** A killed process is gone within milliseconds, unless the kernel holds it in a call of its own. */
const LONGEST_DEATH_MS = 10_000;
const POLL_EVERY_MS = 20;

/**
 * Makes sure that nothing of an old run is alive on this machine: a run that only sleeps would go on writing when it wakes.
 *
 * @returns true when there was something to kill
 */
export async function endOldRun(record: RunRecord): Promise<boolean> {
  if (survivors(record).length === 0) return false;
  signalGroup(record.pgid, "SIGKILL");
  await untilGone(record);
  return true;
}

/** Waits until nothing of the run is alive. */
export async function untilGone(record: Pick<RunRecord, "pid" | "pgid" | "startTime" | "mark">): Promise<void> {
  const end = Date.now() + LONGEST_DEATH_MS;
  while (survivors(record).length > 0) {
    if (Date.now() > end) {
      throw new FreeholdError(
        "stack_locked",
        `the processes of group ${record.pgid} were killed and are still alive after ${LONGEST_DEATH_MS} ms: the kernel holds them (ps -o stat,wchan)`,
      );
    }
    await delay(POLL_EVERY_MS);
  }
}

/** The live processes of the run's group; none when the group's number belongs to others by now. */
export function survivors(record: Pick<RunRecord, "pid" | "pgid" | "startTime" | "mark">): LiveProcess[] {
  const members = liveProcesses().filter((each) => each.group === record.pgid);
  const leader = members.find((each) => each.pid === record.pid);
  // While a group exists its number is not given to a new process, so a leader with another start time means that the old group is gone.
  if (leader !== undefined) return leader.startTime === record.startTime ? members : [];
  return members.filter((each) => startedWith(each.pid, record.mark) !== false);
}
