import { FreeholdError } from "@freehold/model";
import { type PortKind, PortReservationRow } from "./entities/port-reservation.ts";
import type { TenantPorts } from "./entities/tenant.ts";
import { change, type Em } from "./kernel/em.ts";

/** Port ranges of a host or, for machines of the tenants' own, of a cloud account, inclusive, by what listens there. */
const PORT_RANGES: Readonly<Record<PortKind, readonly [number, number]>> = {
  api: [54000, 54999],
  db: [55000, 55999],
  studio: [56000, 56999],
  one_click: [19000, 29000],
};

/**
 * Gives a tenant one free port of each of its services' ranges, the lowest.
 *
 * @param scope The host or account within which no two tenants have the same port
 * @throws FreeholdError `ports_exhausted`
 */
export async function reservePorts(em: Em, scope: string, tenantId: string): Promise<TenantPorts> {
  await lockPorts(em);
  return {
    api: await reservePort(em, scope, tenantId, "api"),
    db: await reservePort(em, scope, tenantId, "db"),
    studio: await reservePort(em, scope, tenantId, "studio"),
  };
}

/**
 * Gives a tenant free ports for services that it starts with one click, the lowest; all of them or none.
 *
 * @throws FreeholdError `ports_exhausted`
 */
export async function reserveOneClickPorts(em: Em, scope: string, tenantId: string, count: number): Promise<number[]> {
  await lockPorts(em);
  const ports: number[] = [];
  for (let index = 0; index < count; index += 1) ports.push(await reservePort(em, scope, tenantId, "one_click"));
  return ports;
}

/** Gives a tenant's ports back, those of one-click services too. */
export async function releasePorts(em: Em, tenantId: string): Promise<void> {
  await change(em, "delete from port_reservations where tenant_id = ?", [tenantId]);
}

export async function countPorts(em: Em): Promise<number> {
  return em.count(PortReservationRow);
}

/** Without it, transactions that look at the same time find the same port free and all but one start over. */
async function lockPorts(em: Em): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtext('port_reservations'))");
}

async function reservePort(em: Em, scope: string, tenantId: string, kind: PortKind): Promise<number> {
  const [first, last] = PORT_RANGES[kind];
  const rows = await em.execute<{ port: number }[]>(
    `insert into port_reservations (account_id, kind, port, tenant_id)
     select ?, ?, candidate.port, ?
       from generate_series(?::integer, ?::integer) as candidate (port)
      where not exists (select 1 from port_reservations taken
                         where taken.account_id = ? and taken.kind = ? and taken.port = candidate.port)
      order by candidate.port limit 1
     returning port`,
    [scope, kind, tenantId, first, last, scope, kind],
  );
  const port = rows[0]?.port;
  if (port !== undefined) return port;
  throw new FreeholdError("ports_exhausted", `all ${kind} ports from ${first} to ${last} of ${scope} are reserved`, {
    nextStep: "destroy tenants that are not needed, or bring another host or account",
  });
}
