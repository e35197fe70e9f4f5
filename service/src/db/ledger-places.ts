import type { LedgerPlace } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

type PlaceId = Pick<LedgerPlace, "id" | "cloud">;

/**
 * Takes the next comparison of every place whose time has come, by the database's clock. One that is new has its first after the
 * pause.
 */
export async function claimPlaces(em: Em, places: readonly PlaceId[], everyMs: number): Promise<Set<string>> {
  const rows = await em.execute<{ id: string; due: boolean }[]>(
    "select id, next_at <= clock_timestamp() as due from ledger_places",
  );
  const known = new Map(rows.map(({ id, due }) => [id, due]));
  const claimed = new Set<string>();
  for (const { id, cloud } of places) {
    if (known.get(id) === false) continue;
    const again = await change(
      em,
      `update ledger_places set next_at = clock_timestamp() + ?::float8 * interval '1 millisecond'
        where id = ? and next_at <= clock_timestamp()`,
      [everyMs, id],
    );
    if (again === 1) claimed.add(id);
    if (!known.has(id)) await plan(em, { id, cloud }, everyMs);
  }
  return claimed;
}

/** Has a place compared at the next sweep. */
export async function markPlaceDue(em: Em, place: PlaceId): Promise<void> {
  await plan(em, place, 0);
  await change(em, "update ledger_places set next_at = clock_timestamp() where id = ?", [place.id]);
}

async function plan(em: Em, { id, cloud }: PlaceId, inMs: number): Promise<void> {
  await change(
    em,
    `insert into ledger_places (id, cloud, next_at) values (?, ?, clock_timestamp() + ?::float8 * interval '1 millisecond')
     on conflict (id) do nothing`,
    [id, cloud, inMs],
  );
}

export async function recordPlaceSwept(em: Em, id: string, swept: { ms: number; items: number }): Promise<void> {
  await change(
    em,
    "update ledger_places set swept_at = clock_timestamp(), ms = ?, items = ?, failure = null where id = ?",
    [Math.round(swept.ms), swept.items, id],
  );
}

export async function recordPlaceFailure(em: Em, id: string, failure: string): Promise<void> {
  await change(em, "update ledger_places set failure = ? where id = ?", [failure, id]);
}

export async function readPlaces(em: Em): Promise<LedgerPlace[]> {
  const rows = await em.execute<(Omit<LedgerPlace, "sweptAt"> & { sweptAt: Date | string | null })[]>(
    `select id, cloud, swept_at as "sweptAt", ms, items, failure from ledger_places order by id`,
  );
  return rows.map((row) => ({ ...row, sweptAt: row.sweptAt === null ? null : new Date(row.sweptAt).toISOString() }));
}
