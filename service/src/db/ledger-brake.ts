import { change, type Em } from "./kernel/em.ts";

/** The circuit breaker as it is kept. */
export interface BreakerRow {
  since: Date | null;
  reason: string | null;
  releasedAt: Date | null;
  /** How many tenants were unhealthy when it was released: it stays off until there are more. */
  unhealthyAtReset: number | null;
}

interface StoredBreaker {
  since: Date | string | null;
  reason: string | null;
  released_at: Date | string | null;
  released_unwell: number | null;
}

export async function readBreaker(em: Em): Promise<BreakerRow> {
  const [row] = await em.execute<StoredBreaker[]>(
    "select since, reason, released_at, released_unwell from ledger_brake",
  );
  if (row === undefined) throw new Error("the ledger has no circuit breaker: its table was changed by hand");
  return {
    since: row.since === null ? null : new Date(row.since),
    reason: row.reason,
    releasedAt: row.released_at === null ? null : new Date(row.released_at),
    unhealthyAtReset: row.released_unwell,
  };
}

/** False when it is on already. */
export async function tripBreaker(em: Em, reason: string): Promise<boolean> {
  const put = await change(
    em,
    "update ledger_brake set since = now(), reason = ?, released_unwell = null where since is null",
    [reason],
  );
  return put === 1;
}

export async function resetBreaker(em: Em, unhealthy: number): Promise<void> {
  await change(
    em,
    "update ledger_brake set since = null, reason = null, released_at = now(), released_unwell = ? where since is not null",
    [unhealthy],
  );
}

/** From now on as many tenants as ever trip it. */
export async function forgetReset(em: Em): Promise<void> {
  await change(em, "update ledger_brake set released_unwell = null where released_unwell is not null", []);
}
