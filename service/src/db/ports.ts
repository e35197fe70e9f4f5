import { FreeholdError } from "@freehold/model";
import { change, type Em } from "./em.ts";
import { PortReservationRow } from "./entities/port-reservation.ts";
import type { TenantPorts } from "./entities/tenant.ts";

/** Port ranges of a cloud account, inclusive, by what listens there. */
export const PORT_RANGES: Readonly<Record<keyof TenantPorts, readonly [number, number]>> = {
  api: [54000, 54999],
  db: [55000, 55999],
  studio: [56000, 56999],
};

/**
 * Gives a tenant one free port of each range, the lowest.
 *
 * @throws FreeholdError `ports_exhausted`
 */
export async function reservePorts(em: Em, accountId: string, tenantId: string): Promise<TenantPorts> {
  // Without the lock, transactions that look at the same time find the same port free and all but one start over.
  await em.execute("select pg_advisory_xact_lock(hashtext('port_reservations'))");
  return {
    api: await reservePort(em, accountId, tenantId, "api"),
    db: await reservePort(em, accountId, tenantId, "db"),
    studio: await reservePort(em, accountId, tenantId, "studio"),
  };
}

/** Gives a tenant's ports back. */
export async function releasePorts(em: Em, tenantId: string): Promise<void> {
  await change(em, "delete from port_reservations where tenant_id = ?", [tenantId]);
}

export async function countPorts(em: Em): Promise<number> {
  return em.count(PortReservationRow);
}

async function reservePort(em: Em, accountId: string, tenantId: string, kind: keyof TenantPorts): Promise<number> {
  const [first, last] = PORT_RANGES[kind];
  const rows = await em.execute<{ port: number }[]>(
    `insert into port_reservations (account_id, kind, port, tenant_id)
     select ?, ?, candidate.port, ?
       from generate_series(?::integer, ?::integer) as candidate (port)
      where not exists (select 1 from port_reservations taken
                         where taken.account_id = ? and taken.kind = ? and taken.port = candidate.port)
      order by candidate.port limit 1
     returning port`,
    [accountId, kind, tenantId, first, last, accountId, kind],
  );
  const port = rows[0]?.port;
  if (port !== undefined) return port;
  throw new FreeholdError(
    "ports_exhausted",
    `all ${kind} ports from ${first} to ${last} of account ${accountId} are reserved`,
    {
      nextStep: "destroy tenants that are not needed, or configure another account",
    },
  );
}
