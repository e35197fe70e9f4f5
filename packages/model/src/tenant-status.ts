import { z } from "zod";
import { FreeholdError } from "./errors.ts";

export const TENANT_STATUSES = [
  "requested",
  "waiting_for_capacity",
  "provisioning",
  "active",
  "degraded",
  "updating",
  "pausing",
  "paused",
  "resuming",
  "failed",
  "destroying",
  "destroyed",
] as const;
export const TenantStatus = z.enum(TENANT_STATUSES);
export type TenantStatus = z.infer<typeof TenantStatus>;

/** The legal moves. Nothing else in the product decides them; a move to the same status is always legal. */
const MOVES: Record<TenantStatus, readonly TenantStatus[]> = {
  requested: ["provisioning", "waiting_for_capacity", "failed", "destroying"],
  waiting_for_capacity: ["provisioning", "failed", "destroying"],
  provisioning: ["active", "degraded", "waiting_for_capacity", "failed", "destroying"],
  active: ["degraded", "updating", "pausing", "failed", "destroying"],
  degraded: ["active", "updating", "pausing", "failed", "destroying"],
  updating: ["active", "degraded", "failed", "destroying"],
  pausing: ["paused", "active", "failed", "destroying"],
  paused: ["resuming", "updating", "failed", "destroying"],
  resuming: ["active", "degraded", "paused", "failed", "destroying"],
  failed: ["provisioning", "updating", "active", "destroying"],
  destroying: ["destroyed", "failed"],
  destroyed: [],
};

/** True when a tenant may go from one status to the other. */
export function canMove(from: TenantStatus, to: TenantStatus): boolean {
  return from === to || MOVES[from].includes(to);
}

/** Statuses a tenant may go to next; empty for `destroyed`. */
export function movesFrom(from: TenantStatus): readonly TenantStatus[] {
  return MOVES[from];
}

/** @throws FreeholdError `illegal_transition` when the table forbids the move. */
export function assertMove(from: TenantStatus, to: TenantStatus): void {
  if (canMove(from, to)) return;
  const allowed = MOVES[from].join(", ") || "none";
  throw new FreeholdError(
    "illegal_transition",
    `a tenant cannot go from ${from} to ${to}; allowed: ${allowed}; wait for the running operation to end`,
  );
}
