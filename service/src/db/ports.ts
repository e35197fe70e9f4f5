import { FreeholdError } from "@freehold/model";
import { PortReservationRow } from "./entities/port-reservation.ts";
import type { TenantPorts } from "./entities/tenant.ts";
import { change, type Em } from "./kernel/em.ts";

/** A port that a tenant gets: what it is for, as its template names it, and from which range, both ends included. */
export interface WantedPort {
  name: string;
  range: readonly [number, number];
}

/** Ports of a host, or of a cloud account, for services that a tenant starts with one click. */
const ONE_CLICK: WantedPort = { name: "one_click", range: [19000, 29000] };

/**
 * Gives a tenant one free port of the range of each that its template wants, the lowest. Within a host or account no two tenants have the
 * same port, whatever their templates call it.
 *
 * @param scope The host or account within which no two tenants have the same port
 * @throws FreeholdError `ports_exhausted`
 */
export async function reservePorts(
  em: Em,
  scope: string,
  tenantId: string,
  wanted: readonly WantedPort[],
): Promise<TenantPorts> {
  await lockPorts(em);
  const ports: TenantPorts = {};
  for (const each of wanted) ports[each.name] = await reservePort(em, scope, tenantId, each);
  return ports;
}

/**
 * Gives a tenant free ports for services that it starts with one click, the lowest; all of them or none.
 *
 * @throws FreeholdError `ports_exhausted`
 */
export async function reserveOneClickPorts(em: Em, scope: string, tenantId: string, count: number): Promise<number[]> {
  await lockPorts(em);
  const ports: number[] = [];
  for (let index = 0; index < count; index += 1) ports.push(await reservePort(em, scope, tenantId, ONE_CLICK));
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

async function reservePort(em: Em, scope: string, tenantId: string, { name, range }: WantedPort): Promise<number> {
  const [first, last] = range;
  const rows = await em.execute<{ port: number }[]>(
    `insert into port_reservations (account_id, kind, port, tenant_id)
     select ?, ?, candidate.port, ?
       from generate_series(?::integer, ?::integer) as candidate (port)
      where not exists (select 1 from port_reservations taken
                         where taken.account_id = ? and taken.port = candidate.port)
      order by candidate.port limit 1
     returning port`,
    [scope, name, tenantId, first, last, scope],
  );
  const port = rows[0]?.port;
  if (port !== undefined) return port;
  throw new FreeholdError("ports_exhausted", `all ${name} ports from ${first} to ${last} of ${scope} are reserved`, {
    nextStep: "destroy tenants that are not needed, or bring another host or account",
  });
}
