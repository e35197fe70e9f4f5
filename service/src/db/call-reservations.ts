import type { OperationKind } from "@freehold/model";
import { CLOSED, LEVEL } from "./api-budgets.ts";
import type { Em } from "./kernel/em.ts";

/** Calls that an operation of a kind may make at a cloud. */
export interface CallsNeeded {
  cloud: string;
  kind: OperationKind;
  calls: number;
}

/** What operations need of which accounts. */
export type CallNeeds = Pick<CallReservations, "needed" | "zones">;

/** What the choice of the next operation must know of the accounts' budgets. */
export interface CallReservations {
  /** What no line names needs no calls. */
  needed: readonly CallsNeeded[];
  /** The accounts by which names are made in the zones. */
  zones: readonly { zone: string; cloud: string; budget: string }[];
  /** Ids of the operations that this process is carrying out. */
  inFlight: readonly string[];
  /** Operations that this process carries out at a time. */
  workers: number;
}

/** Nothing is reserved: for questions about the queue itself. */
export const NO_RESERVATIONS: CallReservations = { needed: [], zones: [], inFlight: [], workers: 1 };

/** What comes back within so many seconds counts as there: some vendors have small buckets that fill quickly. */
const SOON_SEC = 10;

/**
 * Which queued operations their accounts have no calls for: `short`, because what is left beside what is reserved for those that run is
 * less than they need, or the vendor has closed the account; `crowded`, because an account has less than half of its calls, and its
 * operations, or its organization's, have half of this process's workers already: they may have to wait, and the others stay free.
 * A need is never more than half of what a budget holds, so that a small one does not wait for ever.
 */
export const RESERVATIONS = `needs as (
    select * from jsonb_to_recordset(?::jsonb) as n(cloud text, kind text, calls int)
  ), zone_budgets as (
    select * from jsonb_to_recordset(?::jsonb) as z(zone text, cloud text, budget text)
  ), asked as (
    select o.id, o.status, o.organization, account.budget, needs.calls
      from operations o left join tenants t on t.id = o.tenant_id left join host_orders h on h.id = o.host_id
     cross join lateral (
       select coalesce(t.account_id, h.account_id) as budget, coalesce(t.cloud, h.cloud) as cloud
        union all select z.budget, z.cloud from zone_budgets z where z.zone = t.zone
     ) account
      join needs on needs.cloud = account.cloud and needs.kind = o.kind
     where o.status in ('queued', 'running') and o.params -> 'forget' is null
  ), budgets as (
    select id, coalesce(closed_until > clock_timestamp(), false) as closed, ${CLOSED} as closed_ms,
           ${LEVEL} + ${SOON_SEC} * per_sec as level, (capacity + ${SOON_SEC} * per_sec) / 2 as half
      from api_budgets where id in (select budget from asked)
  ), free as (
    select b.id, b.closed, b.closed_ms, b.half, b.level - coalesce(
             (select sum(least(asked.calls, b.half)) from asked where asked.budget = b.id and asked.status = 'running'), 0) as calls
      from budgets b
  ), ours as (
    select asked.* from asked where asked.id in (select jsonb_array_elements_text(?::jsonb))
  ), short as (
    select asked.id from asked join free on free.id = asked.budget
     where asked.status = 'queued' and (free.closed or free.calls < least(asked.calls, free.half))
  ), crowded as (
    select asked.id from asked join free on free.id = asked.budget
     where asked.status = 'queued' and free.calls - asked.calls < free.half and ?::int <= greatest(
       (select count(distinct ours.id) from ours where ours.budget = asked.budget),
       (select count(distinct ours.id) from ours where ours.organization = asked.organization))
  )`;

/** The parameters of {@link RESERVATIONS}, in order. */
export function reservationParameters({ needed, zones, inFlight, workers }: CallReservations): unknown[] {
  return [JSON.stringify(needed), JSON.stringify(zones), JSON.stringify(inFlight), Math.ceil(workers / 2)];
}

/** An account that an operation waits for in the queue. */
export interface Shortage {
  /** As it is named in metrics. */
  account: string;
  /** For how long its vendor still wants no calls; 0 when it only has too few left. */
  closedSec: number;
}

/** Which account keeps a queued operation from beginning; null when none does. */
export async function findShortage(em: Em, operationId: string, needs: CallNeeds): Promise<Shortage | null> {
  const [row] = await em.execute<{ account: string; closed_ms: number }[]>(
    `with ${RESERVATIONS} select free.id as account, free.closed_ms::double precision as closed_ms
       from asked join free on free.id = asked.budget
      where asked.id = ? and asked.status = 'queued' and (free.closed or free.calls < least(asked.calls, free.half))
      order by free.closed desc, free.id limit 1`,
    [...reservationParameters({ ...NO_RESERVATIONS, ...needs }), operationId],
  );
  return row === undefined ? null : { account: row.account, closedSec: Math.ceil(Number(row.closed_ms) / 1000) };
}
