import type { FleetTenant } from "../../db/tenant-ledgers.ts";
import type { FleetHealth } from "./reason-to-trip.ts";

/** How many of some tenants look unhealthy or gone. */
export function healthOf(tenants: readonly FleetTenant[]): FleetHealth {
  // When many machines fall silent at once, rather nobody hears them.
  const unhealthy = tenants.filter(
    ({ conditions: { drift, heartbeat } }) => drift?.status === "failing" || heartbeat?.status === "failing",
  );
  return { unhealthy: unhealthy.length, total: tenants.length };
}

export function isMeantToRun({ status }: FleetTenant): boolean {
  return status === "active" || status === "degraded" || status === "updating";
}
