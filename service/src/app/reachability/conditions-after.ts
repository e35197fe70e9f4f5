import type { TenantCondition, TenantConditions } from "@freehold/model";
import { REACH_CONDITIONS, type Reached } from "./reachability-port.ts";

/**
 * The conditions of a tenant after a check of it. What is asked before what failed is well; what would be asked after it is as it was.
 *
 * @param giveUpMs How long it may be out of reach before the condition is `failing`; until then it is a `warning`
 */
export function conditionsAfter(
  before: TenantConditions,
  reached: Reached,
  { now, giveUpMs }: { now: Date; giveUpMs: number },
): TenantConditions {
  const after: TenantConditions = { ...before };
  for (const name of REACH_CONDITIONS) {
    if (!reached.ok && reached.condition === name) {
      after[name] = failing(before[name], reached.reason, { now, giveUpMs });
      return after;
    }
    after[name] =
      before[name]?.status === "ok" ? before[name] : { status: "ok", since: now.toISOString(), reason: null };
  }
  return after;
}

/** `since` is when it was first out of reach, whatever the status was since. */
function failing(
  before: TenantCondition | undefined,
  reason: string,
  { now, giveUpMs }: { now: Date; giveUpMs: number },
): TenantCondition {
  const since = before === undefined || before.status === "ok" ? now.toISOString() : before.since;
  const isGivenUp = now.getTime() - Date.parse(since) >= giveUpMs;
  return { status: isGivenUp ? "failing" : "warning", since, reason: reason.slice(0, 500) };
}
