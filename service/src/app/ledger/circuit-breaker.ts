import type { LedgerBreaker } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import { forgetReset, readBreaker, resetBreaker as release, tripBreaker } from "../../db/ledger-brake.ts";
import { readPlaceBreakers, resetPlaceBreaker } from "../../db/place-breakers.ts";
import { type FleetTenant, readFleet } from "../../db/tenant-ledgers.ts";
import type { AppContext } from "../context.ts";
import { announceBreaker, recordTrip } from "./announce-breaker.ts";
import { healthOf, isMeantToRun } from "./fleet-health.ts";
import { breakerPlaceOf, judgePlaces } from "./judge-places.ts";
import { type BreakerLimits, reasonToTrip } from "./reason-to-trip.ts";

/** What may not be healed or removed by itself now. */
export interface BreakerState {
  /** Nothing at all. */
  on: boolean;
  /** Accounts and hosts in which nothing may be. */
  places: ReadonlySet<string>;
  /** Why breakers tripped just now. */
  newReasons: string[];
}

/**
 * Trips the circuit breaker of an account or a host when too many tenants in it look unhealthy at once, and the fleet's when too large a share
 * of the fleet does. What is wrong in an organization's own account holds up nobody else: an account whose own breaker is on does not count
 * for the fleet. The fleet's, once released, stays off until more are.
 */
export async function judgeFleet({ db }: AppContext, limits: BreakerLimits): Promise<BreakerState> {
  return db.transaction(async (em) => {
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const { on: places, newReasons } = await judgePlaces(em, fleet, limits);
    const counted = fleet.filter((tenant) => !isHeldElsewhere(tenant, places));
    const { on, newReason } = await judgeAll(em, counted, limits);
    return { on, places, newReasons: newReason === undefined ? newReasons : [newReason, ...newReasons] };
  });
}

function isHeldElsewhere(tenant: FleetTenant, tripped: ReadonlySet<string>): boolean {
  return tenant.accountOwner !== null && tripped.has(breakerPlaceOf(tenant));
}

async function judgeAll(
  em: Em,
  fleet: readonly FleetTenant[],
  limits: BreakerLimits,
): Promise<{ on: boolean; newReason?: string }> {
  const breaker = await readBreaker(em);
  if (breaker.since !== null) return { on: true };
  const reason = reasonToTrip(healthOf(fleet), "of the fleet", limits);
  if (reason === undefined) {
    await forgetReset(em);
    return { on: false };
  }
  if (breaker.unhealthyAtReset !== null && healthOf(fleet).unhealthy <= breaker.unhealthyAtReset) return { on: false };
  await tripBreaker(em, reason);
  await announceBreaker(em, "ledger.brake_on", { reason });
  await recordTrip(em, reason);
  return { on: true, newReason: reason };
}

/** Lets healing and removing go on, everywhere. Does nothing where it is off. */
export async function resetBreaker({ db }: AppContext): Promise<LedgerBreaker> {
  return db.transaction(async (em) => {
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const wasOn = (await readBreaker(em)).since !== null;
    await release(em, healthOf(fleet).unhealthy);
    if (wasOn) await announceBreaker(em, "ledger.brake_released", {});
    for (const { place, since } of await readPlaceBreakers(em)) {
      if (since === null) continue;
      const tenants = fleet.filter((tenant) => breakerPlaceOf(tenant) === place);
      await resetPlaceBreaker(em, place, healthOf(tenants).unhealthy);
      await announceBreaker(em, "ledger.brake_released", { place }, tenants[0]?.accountOwner ?? null);
    }
    return breakerView(em);
  });
}

export async function breakerView(em: Em): Promise<LedgerBreaker> {
  const { since, reason, releasedAt } = await readBreaker(em);
  const places = await readPlaceBreakers(em);
  return {
    on: since !== null,
    since: since?.toISOString() ?? null,
    reason,
    releasedAt: releasedAt?.toISOString() ?? null,
    places: places.flatMap((row) =>
      row.since === null ? [] : [{ place: row.place, since: row.since.toISOString(), reason: row.reason ?? "" }],
    ),
  };
}
