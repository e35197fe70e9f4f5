import type { Em } from "./kernel/em.ts";

/** Lets one transaction at a time choose a zone. */
export async function lockZoneChoice(em: Em): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtext('zones'))");
}

/** How many tenants each zone has that are not tombstones. */
export async function tenantsByZone(em: Em): Promise<Map<string, number>> {
  const rows = await em.execute<{ zone: string; tenants: string }[]>(
    "select zone, count(*) as tenants from tenants where status <> 'destroyed' group by zone",
  );
  return new Map(rows.map(({ zone, tenants }) => [zone, Number(tenants)]));
}
