import { change, type Em } from "./kernel/em.ts";

/** The brake as it is kept. */
export interface BrakeRow {
  since: Date | null;
  reason: string | null;
  releasedAt: Date | null;
  /** How many tenants were unwell when it was released: it stays off until there are more. */
  releasedUnwell: number | null;
}

interface StoredBrake {
  since: Date | string | null;
  reason: string | null;
  released_at: Date | string | null;
  released_unwell: number | null;
}

export async function readBrake(em: Em): Promise<BrakeRow> {
  const [row] = await em.execute<StoredBrake[]>("select since, reason, released_at, released_unwell from ledger_brake");
  if (row === undefined) throw new Error("the ledger has no brake: its table was changed by hand");
  return {
    since: row.since === null ? null : new Date(row.since),
    reason: row.reason,
    releasedAt: row.released_at === null ? null : new Date(row.released_at),
    releasedUnwell: row.released_unwell,
  };
}

/** False when it is on already. */
export async function putBrakeOn(em: Em, reason: string): Promise<boolean> {
  const put = await change(
    em,
    "update ledger_brake set since = now(), reason = ?, released_unwell = null where since is null",
    [reason],
  );
  return put === 1;
}

export async function releaseBrake(em: Em, unwell: number): Promise<void> {
  await change(
    em,
    "update ledger_brake set since = null, reason = null, released_at = now(), released_unwell = ? where since is not null",
    [unwell],
  );
}

/** From now on as many tenants as ever put it on. */
export async function forgetRelease(em: Em): Promise<void> {
  await change(em, "update ledger_brake set released_unwell = null where released_unwell is not null", []);
}
