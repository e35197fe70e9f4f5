import type { StackRef } from "../stack-ref.ts";
import { qualifiedName } from "../stack-ref.ts";
import { untilGone } from "./end-old-run.ts";
import { liveProcesses, signalGroup, startedWith } from "./processes.ts";

/** Stands in the environment of every engine, so that it is found whoever started it. */
export function stackMark(ref: StackRef): Record<string, string> {
  return { [MARK_NAME]: qualifiedName(ref) };
}

const MARK_NAME = "FREEHOLD_STACK";

/**
 * Kills what works on the stack on this host, whichever service started it: one that is stopped would go on writing when it wakes, and
 * its run record is in that service's own home.
 *
 * @returns the process groups that were killed
 */
export async function endStrays(ref: StackRef): Promise<number[]> {
  const mark = `${MARK_NAME}=${qualifiedName(ref)}\0`;
  const strays = liveProcesses().filter(({ pid }) => startedWith(pid, mark) === true);
  const groups = [...new Set(strays.map(({ group }) => group))];
  for (const group of groups) signalGroup(group, "SIGKILL");
  for (const { pid, group, startTime } of strays) await untilGone({ pid, pgid: group, startTime, mark });
  return groups;
}
