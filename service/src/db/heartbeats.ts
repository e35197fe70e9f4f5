import { change, type Em } from "./kernel/em.ts";

/** The envelope of what a tenant's machine signs with. Null: it does not report. */
export async function findHeartbeatKey(em: Em, tenantId: string): Promise<string | null> {
  const [row] = await em.execute<{ sealed: string }[]>(
    "select key_sealed as sealed from tenant_heartbeats where tenant_id = ?",
    [tenantId],
  );
  return row?.sealed ?? null;
}

/** Keeps a key, unless the tenant has one: what its machine was given stays valid. */
export async function keepHeartbeatKey(em: Em, tenantId: string, sealed: string): Promise<void> {
  const sql = "insert into tenant_heartbeats (tenant_id, key_sealed) values (?, ?) on conflict (tenant_id) do nothing";
  await change(em, sql, [tenantId, sealed]);
}

/** Its machine is no more. */
export async function forgetHeartbeatKey(em: Em, tenantId: string): Promise<void> {
  await change(em, "delete from tenant_heartbeats where tenant_id = ?", [tenantId]);
}

/** A report has come. */
export async function recordHeartbeat(em: Em, tenantId: string): Promise<void> {
  await change(em, "update tenant_heartbeats set last_at = now() where tenant_id = ?", [tenantId]);
}

/** A tenant whose machine has reported once, and not for a while. */
export interface SilentTenant {
  id: string;
  lastAt: Date;
  /** It was checked since then. */
  isChecked: boolean;
}

/** Those whose machines are meant to run, and have said nothing for that many seconds. */
export async function silentTenants(em: Em, forSec: number): Promise<SilentTenant[]> {
  const rows = await em.execute<{ id: string; last_at: string | Date; looked: boolean }[]>(
    `select t.id, h.last_at, coalesce(h.looked_at > h.last_at, false) as looked
       from tenant_heartbeats h join tenants t on t.id = h.tenant_id
      where h.last_at < now() - ?::float8 * interval '1 second' and t.status in ('active', 'degraded')
      order by h.last_at`,
    [forSec],
  );
  return rows.map(({ id, last_at, looked }) => ({ id, lastAt: new Date(last_at), isChecked: looked }));
}

/** A silent tenant is checked once for each silence: false when somebody was first. */
export async function claimSilenceCheck(em: Em, tenantId: string): Promise<boolean> {
  const sql =
    "update tenant_heartbeats set looked_at = now() where tenant_id = ? and coalesce(looked_at < last_at, true)";
  return (await change(em, sql, [tenantId])) === 1;
}
