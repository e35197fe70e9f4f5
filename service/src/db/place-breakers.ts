import { change, type Em } from "./kernel/em.ts";

/** The circuit breaker of one account or host, as it is kept. */
export interface PlaceBreakerRow {
  place: string;
  /** Null: it is off. */
  since: Date | null;
  reason: string | null;
  /** How many tenants were unhealthy when it was released: it stays off until there are more. */
  unhealthyAtReset: number | null;
}

interface Stored {
  place: string;
  since: Date | string | null;
  reason: string | null;
  released_unhealthy: number | null;
}

/** Those that have ever tripped, in the order of their places. */
export async function readPlaceBreakers(em: Em): Promise<PlaceBreakerRow[]> {
  const rows = await em.execute<Stored[]>(
    "select place, since, reason, released_unhealthy from ledger_place_brakes order by place",
  );
  return rows.map(({ place, since, reason, released_unhealthy: unhealthyAtReset }) => ({
    ...{ place, since: since === null ? null : new Date(since), reason, unhealthyAtReset },
  }));
}

export async function tripPlaceBreaker(em: Em, place: string, reason: string): Promise<void> {
  await change(
    em,
    `insert into ledger_place_brakes as kept (place, since, reason) values (?, now(), ?)
     on conflict (place) do update set since = now(), reason = excluded.reason, released_unhealthy = null
      where kept.since is null`,
    [place, reason],
  );
}

/** @param unhealthy It stays off until there are more. @default - any number that is too much trips it again */
export async function resetPlaceBreaker(em: Em, place: string, unhealthy: number | null = null): Promise<void> {
  await change(
    em,
    `update ledger_place_brakes set since = null, reason = null, released_at = now(), released_unhealthy = ?
      where place = ?`,
    [unhealthy, place],
  );
}
