import { setTimeout as pause } from "node:timers/promises";
import { type Inventory, isSameItem, type ObservedItem } from "@freehold/clouds";
import type { Database } from "../../db/kernel/database.ts";
import { databaseTime, type FleetTenant, readFleet, readFleetTenants } from "../../db/tenant-ledgers.ts";
import { compareWithFleet, type Suspect } from "./compare.ts";
import { holds, type LedgerPlace } from "./place.ts";

/** What a sweep of a place has found out, asked twice. */
export interface PlaceReport {
  /** Things of ours that it holds. */
  items: ObservedItem[];
  suspects: Suspect[];
  /** Ids of the tenants that something can be said of: they should have something here, and nothing was changing them. */
  judged: Set<string>;
  /** Labels of tenants that are being changed: nothing is said of what carries them. */
  leftOut: Set<string>;
  organizations: Map<string, string>;
}

export interface SweepOptions {
  db: Database;
  inventory: Inventory;
  /** Pause before what was found is asked again: lists may be some seconds behind. */
  confirmMs: number;
  signal: AbortSignal;
}

/** Suspects that are asked one by one; of more the lists are asked again, which costs less. */
const MOST_LOOKS = 50;

/** Lists a place, compares it with what it should hold, and asks again about whatever differs before anything is concluded. */
export async function sweepPlace(
  place: Pick<LedgerPlace, "id" | "cloud">,
  { db, inventory, confirmMs, signal }: SweepOptions,
): Promise<PlaceReport> {
  const began = await databaseTime(db.em());
  const items = await inventory.listManaged();
  const first = compareWithFleet(place, items, await fleetWith(db, items));
  if (first.length > 0) {
    await pause(confirmMs, undefined, { signal });
    await askAgain(inventory, first, items);
  }
  // Read again: what was changed meanwhile explains what differed.
  const fleet = await fleetWith(db, items);
  const stirred = (tenant: FleetTenant): boolean => tenant.busy || (tenant.expectedResourcesAt ?? 0) >= began;
  const tenants = [...fleet.values()];
  const current = new Map(tenants.map((tenant) => [tenant.id, { ...tenant, busy: stirred(tenant) }]));
  const judged = tenants.filter(
    (tenant) => !stirred(tenant) && tenant.expectedResources?.some((item) => holds(place, tenant, item)),
  );
  return {
    items,
    suspects: compareWithFleet(place, items, current).filter((suspect) => wasSuspect(first, suspect)),
    judged: new Set(judged.map(({ id }) => id)),
    leftOut: new Set(tenants.filter(stirred).map(({ id }) => id)),
    organizations: new Map(tenants.map(({ id, organization }) => [id, organization])),
  };
}

/** The fleet, with the tombstones of those whose labels are on something. */
async function fleetWith(db: Database, items: readonly ObservedItem[]): Promise<Map<string, FleetTenant>> {
  const fleet = new Map((await readFleet(db.em())).map((tenant) => [tenant.id, tenant]));
  const others = new Set(items.flatMap(({ tenantId }) => (tenantId && !fleet.has(tenantId) ? [tenantId] : [])));
  for (const tenant of await readFleetTenants(db.em(), [...others])) fleet.set(tenant.id, tenant);
  return fleet;
}

/**
 * Brings what is known of the suspects up to date, in `items`. What is not listed any more is asked for by its id: it may have lost
 * its labels, which is another thing than to be gone.
 */
async function askAgain(inventory: Inventory, suspects: readonly Suspect[], items: ObservedItem[]): Promise<void> {
  const many = suspects.length > MOST_LOOKS;
  if (many) items.splice(0, items.length, ...(await inventory.listManaged()));
  const asked = many ? suspects.filter((suspect) => suspect.kind === "tenant" && suspect.meaning === "gone") : suspects;
  for (const { item } of asked) {
    const now = await inventory.find(item);
    const at = items.findIndex((each) => isSameItem(each, item));
    if (at >= 0) items.splice(at, 1);
    if (now !== undefined) items.push(now);
  }
}

/** Only what both answers say. */
function wasSuspect(first: readonly Suspect[], suspect: Suspect): boolean {
  return first.some((each) => each.kind === suspect.kind && isSameItem(each.item, suspect.item));
}
