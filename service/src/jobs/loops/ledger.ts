import { createInventory } from "@freehold/clouds";
import { isFreeholdError } from "@freehold/model";
import { checkSilentMachines, recordSilence } from "../../app/heartbeats/silent-machines.ts";
import { type BreakerState, judgeFleet } from "../../app/ledger/circuit-breaker.ts";
import { healTenant } from "../../app/ledger/heal-tenant.ts";
import { breakerPlaceOf } from "../../app/ledger/judge-places.ts";
import { accessOf, type LedgerPlace, ledgerPlaces } from "../../app/ledger/place.ts";
import { storeReport } from "../../app/ledger/store-report.ts";
import { sweepPlace } from "../../app/ledger/sweep-place.ts";
import type { SilentTenant } from "../../db/heartbeats.ts";
import { takeLeaderLease } from "../../db/kernel/leader-leases.ts";
import { claimPlaces, recordPlaceFailure, recordPlaceSwept } from "../../db/ledger-places.ts";
import { readFleet, readFleetTenants } from "../../db/tenant-ledgers.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";
import type { LedgerOptions } from "./ledger-options.ts";
import { processOrphans } from "./process-orphans.ts";

/** Places that are listed at a time: those with little budget left must not keep the others waiting. */
const AT_A_TIME = 8;
const CHECK_EVERY_MS = 1_000;
const LEADER_LEASE_MS = 60_000;

/** Compares what the clouds hold with what they should, again and again, one process at a time, and does about it what the settings say. */
export function startLedger(options: LedgerOptions): BackgroundLoop {
  const { app, log, owner, sweepMs } = options;
  const run = async (signal: AbortSignal): Promise<void> => {
    if (!(await takeLeaderLease(app.db.em(), "ledger", owner, LEADER_LEASE_MS))) return;
    // A sweep that waits for its share of a budget takes longer than a leader lease.
    const renewal = setInterval(() => {
      takeLeaderLease(app.db.em(), "ledger", owner, LEADER_LEASE_MS).catch((error: unknown) =>
        log.warn({ err: error }, "the leader lease was not renewed"),
      );
    }, LEADER_LEASE_MS / 3);
    try {
      await runOnce(options, signal);
    } finally {
      clearInterval(renewal);
    }
  };
  return startBackgroundLoop({ name: "ledger", everyMs: Math.min(CHECK_EVERY_MS, sweepMs), run, log });
}

async function runOnce(options: LedgerOptions, signal: AbortSignal): Promise<void> {
  const { app, sweepMs } = options;
  const places = await ledgerPlaces(app);
  const claimed = await claimPlaces(app.db.em(), places, sweepMs);
  const due = places.filter(({ id }) => claimed.has(id));
  while (due.length > 0 && !signal.aborted) {
    const swept = await Promise.all(due.splice(0, AT_A_TIME).map((place) => sweepOne(options, place, signal)));
    const state = await judge(options);
    if (!state.on && swept.some((ended) => ended)) await heal(options, state);
  }
  const silent = await recordSilence(app);
  const state = await judge(options);
  if (!state.on) await checkSilent(options, silent, state);
  await processOrphans(options, { mayDecide: (place) => !state.on && !state.places.has(place), signal });
}

async function judge({ app, log, breaker }: LedgerOptions): Promise<BreakerState> {
  const state = await judgeFleet(app, breaker);
  for (const reason of state.newReasons)
    log.error({ reason }, "a circuit breaker of the ledger has tripped: nothing is healed there by itself");
  return state;
}

async function checkSilent(
  { app, log }: LedgerOptions,
  silent: readonly SilentTenant[],
  { places }: BreakerState,
): Promise<void> {
  const fleet = await readFleetTenants(
    app.db.em(),
    silent.map(({ id }) => id),
  );
  const held = new Set(fleet.filter((tenant) => places.has(breakerPlaceOf(tenant))).map(({ id }) => id));
  const checked = await checkSilentMachines(
    app,
    silent.filter(({ id }) => !held.has(id)),
  );
  if (checked.length > 0) log.warn({ tenants: checked }, "machines that do not report any more are checked");
}

/** True when the place was compared to the end. */
async function sweepOne(options: LedgerOptions, place: LedgerPlace, signal: AbortSignal): Promise<boolean> {
  const { app, gateway, log, confirmMs, share } = options;
  const em = app.db.em();
  if (place.target === undefined) {
    await recordPlaceFailure(em, place.id, place.failure ?? "it cannot be reached");
    return false;
  }
  const session = gateway.openSession("ledger", () => !signal.aborted, { share, signal, isOwn: true });
  const began = performance.now();
  try {
    const inventory = createInventory(accessOf(place, await session.through(place.target)));
    const report = await sweepPlace(place, { db: app.db, inventory, confirmMs, signal });
    const { drifted, newOrphans } = await storeReport(app, place, report);
    await recordPlaceSwept(em, place.id, { ms: performance.now() - began, items: report.items.length });
    if (drifted.length > 0) log.warn({ place: place.id, tenants: drifted }, "tenants are not as they should be");
    if (newOrphans.length > 0) log.warn({ place: place.id, orphans: newOrphans }, "things of ours that nobody has");
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (!isFreeholdError(error)) throw error;
    log.warn({ err: error, place: place.id }, "a place could not be compared; the next sweep tries again");
    await recordPlaceFailure(em, place.id, error.message);
    return false;
  } finally {
    session.end();
  }
}

async function heal({ app, log }: LedgerOptions, { places }: BreakerState): Promise<void> {
  if (app.ledger.heal === "report") return;
  for (const tenant of await readFleet(app.db.em())) {
    if (tenant.busy || tenant.conditions.drift?.status !== "failing" || places.has(breakerPlaceOf(tenant))) continue;
    const outcome = await healTenant(app, tenant.id);
    log.warn({ tenantId: tenant.id, outcome }, "a tenant that is not as it should be");
  }
  app.queue.wake();
}
