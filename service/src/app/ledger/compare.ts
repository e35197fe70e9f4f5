import { type Difference, differences, type InventoryItem, type ObservedItem } from "@freehold/clouds";
import type { DriftMeaning } from "@freehold/model";
import type { FleetTenant } from "../../db/tenant-ledgers.ts";
import { holds, type LedgerPlace } from "./place.ts";

/** A thing of a tenant that is not as it should be. */
export interface TenantSuspect {
  kind: "tenant";
  tenantId: string;
  /** As it should be. */
  item: ObservedItem;
  meaning: DriftMeaning;
  differences: Difference[];
}

/** A thing of ours that nobody has. */
export interface OrphanSuspect {
  kind: "orphan" | "unknown_tenant";
  tenantId: string;
  item: ObservedItem;
}

export type Suspect = TenantSuspect | OrphanSuspect;

/** Statuses in which everything must be there, and machines must run. */
const MUST_BE_WELL: readonly string[] = ["active", "degraded"];

/**
 * What a place holds against what it should. Concludes nothing of tenants that are being changed, nor of those of which nobody recorded
 * what they should have. What carries our labels and no tenant's belongs to all tenants of an account.
 */
export function compareWithFleet(
  place: Pick<LedgerPlace, "id" | "cloud">,
  items: readonly ObservedItem[],
  fleet: ReadonlyMap<string, FleetTenant>,
): Suspect[] {
  const found = new Map(items.map((item) => [keyOf(item), item]));
  const expected = new Map<string, FleetTenant>();
  const suspects: Suspect[] = [];
  for (const tenant of fleet.values()) {
    for (const item of tenant.expectedResources ?? []) {
      if (!holds(place, tenant, item)) continue;
      expected.set(keyOf(item), tenant);
      if (!tenant.busy && MUST_BE_WELL.includes(tenant.status))
        suspects.push(...[suspectOf(tenant, item, found.get(keyOf(item)))].filter((suspect) => suspect !== undefined));
    }
  }
  const orphans = items.flatMap((item) => (expected.has(keyOf(item)) ? [] : (orphanOf(item, fleet) ?? [])));
  return [...suspects, ...orphans];
}

/** What of one thing of a tenant is not as it should be. @param found Undefined when it is gone */
function suspectOf(
  tenant: Pick<FleetTenant, "id">,
  item: ObservedItem,
  found: ObservedItem | undefined,
): TenantSuspect | undefined {
  if (found === undefined) return { kind: "tenant", tenantId: tenant.id, item, meaning: "gone", differences: [] };
  const differing = differences(item, found);
  const worst = (["changed", "labels", "cosmetic"] as const).find((meaning) =>
    differing.some((difference) => difference.meaning === meaning),
  );
  return worst && { kind: "tenant", tenantId: tenant.id, item, meaning: worst, differences: differing };
}

function orphanOf(item: ObservedItem, fleet: ReadonlyMap<string, FleetTenant>): OrphanSuspect | undefined {
  const { tenantId } = item;
  if (tenantId === undefined) return undefined;
  const tenant = fleet.get(tenantId);
  if (tenant === undefined) return { kind: "unknown_tenant", tenantId, item };
  const unrecorded = tenant.expectedResources === null && tenant.status !== "destroyed";
  return tenant.busy || unrecorded ? undefined : { kind: "orphan", tenantId, item };
}

function keyOf({ cloud, type, id }: InventoryItem): string {
  return `${cloud} ${type} ${id}`;
}
