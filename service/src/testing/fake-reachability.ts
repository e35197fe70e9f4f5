import type { Reachability, Reached, ReachTarget } from "../app/reachability/reachability-port.ts";

/** Tenants that are reached at once; tests say when they are not. */
export function fakeReachability(
  judge: (target: ReachTarget) => Reached = () => ({ ok: true }),
  times: Partial<Pick<Reachability, "giveUpMs" | "pauseMs">> = {},
): Reachability {
  return { check: async (target) => judge(target), giveUpMs: 900_000, pauseMs: 5, ...times };
}
