import { isFreeholdError } from "@freehold/model";
import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import { askTenantFromOutside, recordLook } from "../../app/reachability/look-at-tenant.ts";
import { REACH_CONDITIONS, type Reached } from "../../app/reachability/reachability-port.ts";
import { takeLeaderLease } from "../../db/kernel/leader-leases.ts";
import { type FleetTenant, readFleet } from "../../db/tenant-ledgers.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";

export interface ReachabilityWatchOptions {
  app: AppContext;
  log: Logger;
  /** This process, as it is written into leader leases. */
  owner: string;
  /** Pause between two looks at a tenant that is reached, in milliseconds. */
  everyMs: number;
}

/** Pause between two looks at tenants that are not reached, in milliseconds, at most. */
const UNREACHED_EVERY_MS = 30_000;
const AT_A_TIME = 8;
/** Fewer tenants than this never look as if the fault were ours. */
const FEW = 3;

/** Looks again and again whether tenants are reached, one process at a time, and lets their conditions and status follow. */
export function startReachabilityWatch(options: ReachabilityWatchOptions): BackgroundLoop {
  const { app, log, owner, everyMs } = options;
  const runMs = Math.min(everyMs, UNREACHED_EVERY_MS);
  const lookedAt = new Map<string, number>();
  const run = async (signal: AbortSignal): Promise<void> => {
    if (!(await takeLeaderLease(app.db.em(), "reachability", owner, 4 * runMs))) return;
    const fleet = (await readFleet(app.db.em())).filter(isMeantToBeReached);
    forgetOthers(lookedAt, fleet);
    const now = app.now().getTime();
    const due = fleet.filter((tenant) => isUnreached(tenant) || now - (lookedAt.get(tenant.id) ?? 0) >= everyMs);
    for (const { id } of due) lookedAt.set(id, now);
    await lookAt(options, due, signal);
  };
  return startBackgroundLoop({ name: "reachability", everyMs: runMs, run, log });
}

function isMeantToBeReached({ status, busy }: FleetTenant): boolean {
  return !busy && (status === "active" || status === "degraded");
}

function isUnreached({ conditions }: FleetTenant): boolean {
  return REACH_CONDITIONS.some((name) => conditions[name] !== undefined && conditions[name].status !== "ok");
}

function forgetOthers(lookedAt: Map<string, number>, fleet: readonly FleetTenant[]): void {
  const ids = new Set(fleet.map(({ id }) => id));
  for (const id of lookedAt.keys()) if (!ids.has(id)) lookedAt.delete(id);
}

async function lookAt(
  { app, log }: ReachabilityWatchOptions,
  tenants: readonly FleetTenant[],
  signal: AbortSignal,
): Promise<void> {
  const found: { tenant: FleetTenant; reached: Reached }[] = [];
  const left = [...tenants];
  while (left.length > 0 && !signal.aborted) {
    await Promise.all(
      left.splice(0, AT_A_TIME).map(async (tenant) => {
        const reached = await askTenantFromOutside(app, tenant.id, signal).catch((error: unknown) => {
          if (!isFreeholdError(error)) throw error;
          log.warn({ err: error, tenantId: tenant.id }, "a tenant cannot be asked from outside");
        });
        if (reached) found.push({ tenant, reached });
      }),
    );
  }
  if (signal.aborted) return;
  const lost = found.filter(({ tenant, reached }) => !reached.ok && !isUnreached(tenant));
  if (lost.length >= FEW && lost.length > found.length / 2) {
    const [first] = lost;
    log.error(
      { lost: lost.length, of: found.length, reached: first?.reached },
      "the fault may be ours: nobody is judged",
    );
    return;
  }
  for (const { tenant, reached } of found) {
    const changed = await recordLook(app, tenant.id, reached);
    if (changed) log.warn({ tenantId: tenant.id, reached }, "whether a tenant is reached has changed");
  }
}
