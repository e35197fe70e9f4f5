import { change, type Em } from "./kernel/em.ts";

/** How many calls a vendor allows, as a bucket: it holds `capacity` and gets `perSec` back each second. */
export interface CallRate {
  capacity: number;
  perSec: number;
}

/** What a worker got of a budget. */
export interface TakenCalls {
  granted: number;
  /** Whole calls that are left after it; below zero when the vendor counted more than we did. */
  left: number;
  /** Milliseconds until there may be more; 0 when something was granted. */
  waitMs: number;
  /** Milliseconds for which the vendor has closed the account; 0 when it has not. */
  closedMs: number;
}

/** An account that its vendor has closed for a while. */
export interface ClosedBudget {
  /** Account, as it is named in metrics. */
  id: string;
  cloud: string;
  closedSec: number;
}

/** In milliseconds. */
export const CLOSED =
  "greatest(0, 1000 * extract(epoch from coalesce(closed_until, clock_timestamp()) - clock_timestamp()))";

/** What is in the bucket now, by the database's clock: the one clock that all workers share. */
export const LEVEL =
  "least(capacity, tokens + greatest(0, extract(epoch from clock_timestamp() - refilled_at)) * per_sec)";

/** Makes an account's budget, full, unless it is there; a rate that was changed since takes effect. */
export async function ensureBudget(em: Em, id: string, cloud: string, rate: CallRate): Promise<void> {
  await change(
    em,
    `insert into api_budgets (id, cloud, capacity, per_sec, tokens) values (?, ?, ?, ?, ?)
     on conflict (id) do update
       set capacity = excluded.capacity, per_sec = excluded.per_sec, tokens = least(api_budgets.tokens, excluded.capacity)`,
    [id, cloud, rate.capacity, rate.perSec, rate.capacity],
  );
}

/** Takes up to `wanted` calls out of a budget: whole ones, none while the vendor has closed it. */
export async function takeCalls(em: Em, id: string, wanted: number): Promise<TakenCalls> {
  const rows = await em.execute<{ granted: number; left_over: number; wait_ms: number; closed_ms: number }[]>(
    `with held as (
       select id, ${LEVEL} as level, closed_until > clock_timestamp() as closed from api_budgets where id = ? for update
     ), granted as (
       select id, level, case when closed then 0 else greatest(0, least(?::int, floor(level))) end as calls from held
     )
     update api_budgets set tokens = level - calls, refilled_at = clock_timestamp()
       from granted where api_budgets.id = granted.id
     returning calls::int as granted, floor(level - calls)::int as left_over,
       case when calls > 0 then 0 else ceil(1000 * greatest(
         (1 - level + calls) / per_sec, extract(epoch from coalesce(closed_until, refilled_at) - clock_timestamp()), 0
       )) end::double precision as wait_ms, ceil(${CLOSED})::double precision as closed_ms`,
    [id, wanted],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`there is no budget ${id}`);
  return {
    granted: Number(row.granted),
    left: Number(row.left_over),
    waitMs: Number(row.wait_ms),
    closedMs: Number(row.closed_ms),
  };
}

/** Brings a budget between two bounds that the vendor's own count gives. */
export async function correctBudget(em: Em, id: string, bounds: { atLeast: number; atMost: number }): Promise<void> {
  await change(
    em,
    `update api_budgets
        set tokens = least(capacity, greatest(least(${LEVEL}, ?::float8), ?::float8)), refilled_at = clock_timestamp()
      where id = ?`,
    [bounds.atMost, bounds.atLeast, id],
  );
}

/** Nothing is taken out of the budget for that long: the vendor said so. */
export async function closeBudget(em: Em, id: string, forMs: number): Promise<void> {
  await change(
    em,
    `update api_budgets
        set tokens = least(tokens, 0), refilled_at = clock_timestamp(),
            closed_until = greatest(closed_until, clock_timestamp() + ?::float8 * interval '1 millisecond')
      where id = ?`,
    [forMs, id],
  );
}

/** Takes calls out of a budget again although its vendor asked for a longer pause. False when there is no such budget. */
export async function reopenBudget(em: Em, id: string): Promise<boolean> {
  const reopened = await change(
    em,
    `update api_budgets
        set tokens = least(capacity, greatest(${LEVEL}, 1)), refilled_at = clock_timestamp(), closed_until = null
      where id = ?`,
    [id],
  );
  return reopened === 1;
}

/** The accounts that their vendors have closed. */
export async function closedBudgets(em: Em): Promise<ClosedBudget[]> {
  const rows = await em.execute<{ id: string; cloud: string; closed_ms: number }[]>(
    `select id, cloud, (${CLOSED})::double precision as closed_ms from api_budgets where closed_until > clock_timestamp() order by id`,
  );
  return rows.map(({ id, cloud, closed_ms }) => ({ id, cloud, closedSec: Number(closed_ms) / 1000 }));
}
