import type { HostRow } from "../../db/entities/host.ts";

/** What is known of a host's life. */
export type HostPulse = Pick<HostRow, "id" | "name" | "failedChecks" | "deadSince" | "declaredDeadBy">;

/** What is to be made of hosts that do not answer. */
export interface HostJudgement {
  /** Newly dead: their tenants are moved. */
  dead: HostPulse[];
  /** They seem dead, but so does more than half of all: rather we are cut off than they are gone. */
  heldBack: HostPulse[];
}

/**
 * A host is dead after so many checks in a row without an answer, unless more than half of the hosts did not answer their last one:
 * hosts that fall silent at once are not all noticed in the same round. One that an operator declared dead says nothing of our own connection.
 */
export function judgeHosts(hosts: readonly HostPulse[], failures: number): HostJudgement {
  const silent = hosts.filter(
    ({ deadSince, declaredDeadBy, failedChecks }) =>
      (deadSince !== null && declaredDeadBy === null) || failedChecks > 0,
  );
  const newlySilent = silent.filter(({ deadSince, failedChecks }) => deadSince === null && failedChecks >= failures);
  const tooMany = silent.length > hosts.length / 2;
  return tooMany ? { dead: [], heldBack: newlySilent } : { dead: newlySilent, heldBack: [] };
}
