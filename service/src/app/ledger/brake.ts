import type { LedgerBrake } from "@freehold/model";
import { announceEvent } from "../../db/announced-events.ts";
import { recordAudit } from "../../db/audit.ts";
import type { Em } from "../../db/kernel/em.ts";
import { forgetRelease, putBrakeOn, readBrake, releaseBrake as release } from "../../db/ledger-brake.ts";
import { type FleetTenant, readFleet } from "../../db/tenant-ledgers.ts";
import { OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext } from "../context.ts";
import { type BrakeLimits, type FleetHealth, reasonToBrake } from "./judge-fleet.ts";

/**
 * Puts the brake on when too many tenants are unwell at once, in the whole fleet or in one place. One that was released stays off
 * until more are.
 *
 * @returns Whether it is on, and why when it went on just now
 */
export async function judgeFleet(
  { db }: AppContext,
  limits: BrakeLimits,
): Promise<{ on: boolean; newReason?: string }> {
  return db.transaction(async (em) => {
    const brake = await readBrake(em);
    if (brake.since !== null) return { on: true };
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const reason = worst(fleet, limits);
    if (reason === undefined) {
      await forgetRelease(em);
      return { on: false };
    }
    if (brake.releasedUnwell !== null && healthOf(fleet).unwell <= brake.releasedUnwell) return { on: false };
    await putBrakeOn(em, reason);
    await tell(em, "ledger.brake_on", { reason });
    const audit = { organization: OPERATOR_ORGANIZATION, actor: "system:ledger", action: "putBrakeOn" };
    await recordAudit(em, { ...audit, subject: "ledger", detail: { reason } });
    return { on: true, newReason: reason };
  });
}

/** Lets healing and removing go on. Does nothing when it is off. */
export async function releaseBrake({ db }: AppContext): Promise<LedgerBrake> {
  return db.transaction(async (em) => {
    const fleet = (await readFleet(em)).filter(isMeantToRun);
    const wasOn = (await readBrake(em)).since !== null;
    await release(em, healthOf(fleet).unwell);
    if (wasOn) await tell(em, "ledger.brake_released", {});
    return brakeView(em);
  });
}

export async function brakeView(em: Em): Promise<LedgerBrake> {
  const { since, reason, releasedAt } = await readBrake(em);
  return {
    on: since !== null,
    since: since?.toISOString() ?? null,
    reason,
    releasedAt: releasedAt?.toISOString() ?? null,
  };
}

function worst(fleet: readonly FleetTenant[], limits: BrakeLimits): string | undefined {
  const places = Map.groupBy(fleet, ({ accountId, hostId }) => hostId ?? accountId);
  const all = reasonToBrake(healthOf(fleet), "of the fleet", limits);
  const inPlaces = [...places].map(([id, tenants]) => reasonToBrake(healthOf(tenants), `in ${id}`, limits));
  return all ?? inPlaces.find((reason) => reason !== undefined);
}

function healthOf(fleet: readonly FleetTenant[]): FleetHealth {
  // When many machines fall silent at once, rather nobody hears them.
  const unwell = fleet.filter(
    ({ conditions: { drift, heartbeat } }) => drift?.status === "failing" || heartbeat?.status === "failing",
  );
  return { unwell: unwell.length, total: fleet.length };
}

function isMeantToRun({ status }: FleetTenant): boolean {
  return status === "active" || status === "degraded" || status === "updating";
}

async function tell(em: Em, type: string, data: Record<string, unknown>): Promise<void> {
  await announceEvent(em, { organization: OPERATOR_ORGANIZATION, type, subject: "ledger", data });
}
