import type { ObservedItem } from "@freehold/clouds";
import type { StateOnlyResource } from "@freehold/engine";
import type { DriftFinding, EngineFinding, TenantConditions, TenantStatus } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

/** A tenant as sweeps compare it. */
export interface FleetTenant {
  id: string;
  organization: string;
  name: string;
  status: TenantStatus;
  accountId: string;
  hostId: string | null;
  /** Whose account it is in; null: the platform's. */
  accountOwner: string | null;
  zone: string;
  /** What it should have at the clouds; null while nobody recorded it. */
  expectedResources: ObservedItem[] | null;
  /** Milliseconds since the epoch. */
  expectedResourcesAt: number | null;
  drift: DriftFinding[];
  conditions: TenantConditions;
  /** An operation of it has not ended. */
  busy: boolean;
}

const FLEET = `select t.id, t.organization, t.name, t.status, t.account_id as "accountId", t.host_id as "hostId", t.zone,
    (select a.organization from cloud_accounts a where a.id = t.account_id) as "accountOwner",
    l.holdings as "expectedResources", (extract(epoch from l.holdings_at) * 1000)::float8 as "expectedResourcesAt", coalesce(l.drift, '[]') as drift, t.conditions,
    exists (select 1 from operations o where o.tenant_id = t.id and o.status in ('queued', 'running')) as busy
  from tenants t left join tenant_ledgers l on l.tenant_id = t.id`;

/** All that are not tombstones, of every organization. */
export async function readFleet(em: Em): Promise<FleetTenant[]> {
  return (await em.execute<FleetTenant[]>(`${FLEET} where t.status <> 'destroyed'`)).map(withoutGaps);
}

/** Some of them, tombstones included. */
export async function readFleetTenants(em: Em, ids: readonly string[]): Promise<FleetTenant[]> {
  if (ids.length === 0) return [];
  const where = "where t.id in (select jsonb_array_elements_text(?::jsonb))";
  return (await em.execute<FleetTenant[]>(`${FLEET} ${where}`, [JSON.stringify(ids)])).map(withoutGaps);
}

function withoutGaps(tenant: FleetTenant): FleetTenant {
  return { ...tenant, expectedResources: recorded(tenant.expectedResources) };
}

/** Updates that deleted something once recorded `null` in its place. */
function recorded(expected: ObservedItem[] | null): ObservedItem[] | null {
  return expected?.filter((item) => item !== null) ?? null;
}

/** Now, by the clock that expected resources are recorded with. */
export async function databaseTime(em: Em): Promise<number> {
  const [row] = await em.execute<{ now: number }[]>(
    "select (extract(epoch from clock_timestamp()) * 1000)::float8 as now",
  );
  return Number(row?.now);
}

/**
 * Records what a tenant should have at the clouds from now on; what differed from what it should have had before is forgotten.
 *
 * @param expected Null: nobody knows
 */
export async function recordExpectedResources(
  em: Em,
  tenantId: string,
  expected: readonly ObservedItem[] | null,
): Promise<void> {
  await change(
    em,
    `insert into tenant_ledgers (tenant_id, holdings, holdings_at) values (?, ?::jsonb, clock_timestamp())
     on conflict (tenant_id) do update set holdings = excluded.holdings, holdings_at = excluded.holdings_at, drift = '[]'`,
    [tenantId, expected && JSON.stringify(expected)],
  );
}

/** What a tenant should have at the clouds; null while nobody recorded it. */
export async function readExpectedResources(em: Em, tenantId: string): Promise<ObservedItem[] | null> {
  const [row] = await em.execute<{ holdings: ObservedItem[] | null }[]>(
    "select holdings from tenant_ledgers where tenant_id = ?",
    [tenantId],
  );
  return recorded(row?.holdings ?? null);
}

/** Records what of a tenant is nowhere but in the engine's state; its secrets are encrypted with the passphrase of the tenant's stack. */
export async function recordStateOnlyResources(
  em: Em,
  tenantId: string,
  resources: readonly StateOnlyResource[] | null,
): Promise<void> {
  await change(
    em,
    `insert into tenant_ledgers (tenant_id, keepsakes) values (?, ?::jsonb)
     on conflict (tenant_id) do update set keepsakes = excluded.keepsakes`,
    [tenantId, resources && JSON.stringify(resources)],
  );
}

/** Null while nobody recorded them. */
export async function readStateOnlyResources(em: Em, tenantId: string): Promise<StateOnlyResource[] | null> {
  const [row] = await em.execute<{ keepsakes: StateOnlyResource[] | null }[]>(
    "select keepsakes from tenant_ledgers where tenant_id = ?",
    [tenantId],
  );
  return row?.keepsakes ?? null;
}

/** What a tenant's ledger holds beside its expected resources. */
export interface TenantLedger {
  recorded: boolean;
  drift: DriftFinding[];
  refresh: { at: string; findings: EngineFinding[] } | null;
}

export async function readTenantLedger(em: Em, tenantId: string): Promise<TenantLedger> {
  const [row] = await em.execute<TenantLedger[]>(
    "select holdings is not null as recorded, drift, refresh from tenant_ledgers where tenant_id = ?",
    [tenantId],
  );
  return row ?? { recorded: false, drift: [], refresh: null };
}

export async function recordDrift(em: Em, tenantId: string, drift: readonly DriftFinding[]): Promise<void> {
  await change(em, "update tenant_ledgers set drift = ?::jsonb where tenant_id = ?", [JSON.stringify(drift), tenantId]);
}

export async function recordRefresh(em: Em, tenantId: string, refresh: TenantLedger["refresh"]): Promise<void> {
  await change(
    em,
    `insert into tenant_ledgers (tenant_id, refresh) values (?, ?::jsonb)
     on conflict (tenant_id) do update set refresh = excluded.refresh`,
    [tenantId, JSON.stringify(refresh)],
  );
}

/** How many operations of the tenant have put something right since then. */
export async function healsSince(em: Em, tenantId: string, hours: number): Promise<number> {
  const [row] = await em.execute<{ heals: number }[]>(
    `select count(*)::int as heals from operations
      where tenant_id = ? and params -> 'heal' is not null and created_at > now() - ? * interval '1 hour'`,
    [tenantId, hours],
  );
  return row?.heals ?? 0;
}
