import type { Ledger, TenantDrift } from "@freehold/model";
import { countByBuilder } from "../../db/built-by.ts";
import { markPlaceDue, readPlaces } from "../../db/ledger-places.ts";
import { openOrphans } from "../../db/orphans.ts";
import { readFleet, readTenantLedger } from "../../db/tenant-ledgers.ts";
import type { AppContext, Caller } from "../context.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { breakerView } from "./circuit-breaker.ts";
import { ledgerPlaces } from "./place.ts";

/** What exists at the clouds against what should, in numbers. */
export async function readLedger({ db, ledger }: AppContext): Promise<Ledger> {
  const em = db.em();
  const fleet = await readFleet(em);
  const orphans = await openOrphans(em);
  const having = (status: string): number =>
    fleet.filter(({ conditions }) => Object.values(conditions).some((condition) => condition?.status === status))
      .length;
  return {
    brake: await breakerView(em),
    places: await readPlaces(em),
    tenants: { total: fleet.length, failing: having("failing"), warning: having("warning") },
    orphans: { open: orphans.length, costPerMonth: sums(orphans.flatMap(({ cost }) => cost?.perMonth ?? [])) },
    builtBy: await countByBuilder(em),
    heal: ledger.heal,
  };
}

/** Has everything compared now, within the share of the budgets that comparing may take. */
export async function sweepNow(context: AppContext): Promise<Ledger> {
  for (const place of await ledgerPlaces(context)) await markPlaceDue(context.db.em(), place);
  return readLedger(context);
}

/** @throws FreeholdError `not_found` */
export async function readDrift(context: AppContext, caller: Caller, idOrName: string): Promise<TenantDrift> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  const { recorded, drift, refresh } = await readTenantLedger(context.db.em(), tenant.id);
  return { condition: tenant.conditions.drift ?? null, findings: drift, recorded, refresh };
}

function sums(costs: readonly { amount: number; currency: string }[]): { amount: number; currency: string }[] {
  return [...Map.groupBy(costs, ({ currency }) => currency)].map(([currency, each]) => ({
    currency,
    amount: Math.round(each.reduce((sum, { amount }) => sum + amount, 0) * 100) / 100,
  }));
}
