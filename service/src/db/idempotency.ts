import { IdempotencyKeyRow } from "./entities/idempotency-key.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

export interface IdempotencyKey {
  organization: string;
  key: string;
  /** Digest of method, path and body. */
  fingerprint: string;
}

/** How long the same key gets the same answer. */
const KEPT = "24 hours";

/**
 * Takes a key for the transaction that produces its answer. Null: it is ours. Otherwise the row that another request
 * left; a concurrent one is waited for, because its uncommitted row blocks ours.
 */
export async function takeIdempotencyKey(em: Em, key: IdempotencyKey): Promise<IdempotencyKeyRow | null> {
  const taken = await change(
    em,
    `insert into idempotency_keys as kept (organization, key, fingerprint, expires_at)
     values (?, ?, ?, now() + interval '${KEPT}')
     on conflict (organization, key) do update
        set fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, status = null, body = null
      where kept.expires_at < now()`,
    [key.organization, key.key, key.fingerprint],
  );
  if (taken === 1) return null;
  return em.findOneOrFail(IdempotencyKeyRow, { organization: key.organization, key: key.key }, FRESH);
}

/** Stores the answer in the transaction that took the key. */
export async function storeAnswer(em: Em, key: IdempotencyKey, status: number, body: unknown): Promise<void> {
  await change(em, "update idempotency_keys set status = ?, body = ?::json where organization = ? and key = ?", [
    status,
    JSON.stringify(body),
    key.organization,
    key.key,
  ]);
}

export async function deleteExpiredIdempotencyKeys(em: Em): Promise<number> {
  return change(em, "delete from idempotency_keys where expires_at < now()", []);
}
