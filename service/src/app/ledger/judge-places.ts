import type { Em } from "../../db/kernel/em.ts";
import {
  type PlaceBreakerRow,
  readPlaceBreakers,
  resetPlaceBreaker,
  tripPlaceBreaker,
} from "../../db/place-breakers.ts";
import type { FleetTenant } from "../../db/tenant-ledgers.ts";
import { announceBreaker, recordTrip } from "./announce-breaker.ts";
import { healthOf } from "./fleet-health.ts";
import { type BreakerLimits, reasonToTrip } from "./reason-to-trip.ts";

/** The account or host that a tenant's machine is in. */
export function breakerPlaceOf({ accountId, hostId }: Pick<FleetTenant, "accountId" | "hostId">): string {
  return hostId ?? accountId;
}

/**
 * Trips the circuit breaker of each account and host in which too many tenants look unhealthy at once. It goes off when none of them does any
 * more, or when somebody releases it; then it stays off until more are.
 *
 * @returns Places whose breaker is on, and why those tripped that did so just now
 */
export async function judgePlaces(
  em: Em,
  fleet: readonly FleetTenant[],
  limits: BreakerLimits,
): Promise<{ on: ReadonlySet<string>; newReasons: string[] }> {
  const kept = new Map((await readPlaceBreakers(em)).map((row) => [row.place, row]));
  const places = Map.groupBy(fleet, breakerPlaceOf);
  const on = new Set<string>();
  const newReasons: string[] = [];
  for (const place of new Set([...places.keys(), ...kept.keys()])) {
    const tenants = places.get(place) ?? [];
    const verdict = verdictOn(place, tenants, kept.get(place), limits);
    if (verdict === "stays on") on.add(place);
    if (verdict === "goes off") await reset(em, place, tenants);
    if (typeof verdict === "object") {
      await trip(em, place, tenants, verdict.reason);
      on.add(place);
      newReasons.push(verdict.reason);
    }
  }
  return { on, newReasons };
}

type Verdict = "stays on" | "stays off" | "goes off" | { reason: string };

function verdictOn(
  place: string,
  tenants: readonly FleetTenant[],
  kept: PlaceBreakerRow | undefined,
  limits: BreakerLimits,
): Verdict {
  const health = healthOf(tenants);
  if (kept?.since) return health.unhealthy === 0 ? "goes off" : "stays on";
  const reason = reasonToTrip(health, `in ${place}`, limits);
  if (reason === undefined) return kept?.unhealthyAtReset == null ? "stays off" : "goes off";
  return health.unhealthy <= (kept?.unhealthyAtReset ?? 0) ? "stays off" : { reason };
}

async function trip(em: Em, place: string, tenants: readonly FleetTenant[], reason: string): Promise<void> {
  await tripPlaceBreaker(em, place, reason);
  await announceBreaker(em, "ledger.brake_on", { reason, place }, ownerOf(tenants));
  await recordTrip(em, reason, place);
}

async function reset(em: Em, place: string, tenants: readonly FleetTenant[]): Promise<void> {
  await resetPlaceBreaker(em, place);
  await announceBreaker(em, "ledger.brake_released", { place }, ownerOf(tenants));
}

function ownerOf([tenant]: readonly FleetTenant[]): string | null {
  return tenant?.accountOwner ?? null;
}
