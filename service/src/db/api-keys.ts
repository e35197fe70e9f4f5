import { change, type Em, FRESH } from "./em.ts";
import { ApiKeyRow } from "./entities/api-key.ts";

/** The key with this digest, unless it was revoked. */
export async function findApiKey(em: Em, keyHash: string): Promise<ApiKeyRow | null> {
  return em.findOne(ApiKeyRow, { keyHash, revokedAt: null }, FRESH);
}

/** Makes the operator's own key valid, and no other key under the same id. */
export async function putApiKey(
  em: Em,
  key: Pick<ApiKeyRow, "id" | "organization" | "name" | "keyHash">,
): Promise<void> {
  await change(
    em,
    `insert into api_keys (id, organization, name, key_hash) values (?, ?, ?, ?)
     on conflict (id) do update set key_hash = excluded.key_hash, revoked_at = null`,
    [key.id, key.organization, key.name, key.keyHash],
  );
}
