import type { LedgerBreaker } from "@freehold/model";
import { announceEvent } from "../../db/announced-events.ts";
import { recordAudit } from "../../db/audit.ts";
import type { Em } from "../../db/kernel/em.ts";
import { forgetReset, readBreaker, resetBreaker as release, tripBreaker } from "../../db/ledger-brake.ts";
import { type FleetTenant, readFleet } from "../../db/tenant-ledgers.ts";
import { OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext } from "../context.ts";
import { type BreakerLimits, type FleetHealth, reasonToTrip } from "./reason-to-trip.ts";

/**
 * Trips the circuit breaker when too many tenants are unhealthy at once, in the whole fleet or in one place. One that was released stays off
 * until more are.
 *
 * @returns Whether it is on, and why when it went on just now
 */
export async function judgeFleet(
  { db }: AppContext,
  limits: BreakerLimits,
): Promise<{ on: boolean; newReason?: string }> {
  return db.transaction(async (em) => {
    const breaker = await readBreaker(em);
    if (breaker.since !== null) return { on: true };
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const reason = worst(fleet, limits);
    if (reason === undefined) {
      await forgetReset(em);
      return { on: false };
    }
    if (breaker.unhealthyAtReset !== null && healthOf(fleet).unhealthy <= breaker.unhealthyAtReset)
      return { on: false };
    await tripBreaker(em, reason);
    await announce(em, "ledger.brake_on", { reason });
    const audit = { organization: OPERATOR_ORGANIZATION, actor: "system:ledger", action: "putBrakeOn" };
    await recordAudit(em, { ...audit, subject: "ledger", detail: { reason } });
    return { on: true, newReason: reason };
  });
}

/** Lets healing and removing go on. Does nothing when it is off. */
export async function resetBreaker({ db }: AppContext): Promise<LedgerBreaker> {
  return db.transaction(async (em) => {
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const wasOn = (await readBreaker(em)).since !== null;
    await release(em, healthOf(fleet).unhealthy);
    if (wasOn) await announce(em, "ledger.brake_released", {});
    return breakerView(em);
  });
}

export async function breakerView(em: Em): Promise<LedgerBreaker> {
  const { since, reason, releasedAt } = await readBreaker(em);
  return {
    on: since !== null,
    since: since?.toISOString() ?? null,
    reason,
    releasedAt: releasedAt?.toISOString() ?? null,
  };
}

function worst(fleet: readonly FleetTenant[], limits: BreakerLimits): string | undefined {
  const places = Map.groupBy(fleet, ({ accountId, hostId }) => hostId ?? accountId);
  const all = reasonToTrip(healthOf(fleet), "of the fleet", limits);
  const inPlaces = [...places].map(([id, tenants]) => reasonToTrip(healthOf(tenants), `in ${id}`, limits));
  return all ?? inPlaces.find((reason) => reason !== undefined);
}

function healthOf(fleet: readonly FleetTenant[]): FleetHealth {
  // When many machines fall silent at once, rather nobody hears them.
  const unhealthy = fleet.filter(
    ({ conditions: { drift, heartbeat } }) => drift?.status === "failing" || heartbeat?.status === "failing",
  );
  return { unhealthy: unhealthy.length, total: fleet.length };
}

function isMeantToRun({ status }: FleetTenant): boolean {
  return status === "active" || status === "degraded" || status === "updating";
}

async function announce(em: Em, type: string, data: Record<string, unknown>): Promise<void> {
  await announceEvent(em, { organization: OPERATOR_ORGANIZATION, type, subject: "ledger", data });
}
