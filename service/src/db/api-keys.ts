import { sql } from "@mikro-orm/core";
import { ApiKeyRow } from "./entities/api-key.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import { OF_ALL } from "./kernel/scope.ts";

/** The key with this digest, unless it was revoked. */
export async function findApiKeyByHash(em: Em, keyHash: string): Promise<ApiKeyRow | null> {
  return em.findOne(ApiKeyRow, { keyHash, revokedAt: null }, FRESH);
}

/** The key with this id, unless it was revoked; of any organization, because an operator acts for others with their own. */
export async function findLiveApiKey(em: Em, id: string): Promise<ApiKeyRow | null> {
  return em.findOne(ApiKeyRow, { id, revokedAt: null }, { ...FRESH, ...OF_ALL });
}

/** A key of any organization, revoked or not: the operator acts for others with their own. */
export async function findKeyOfAny(em: Em, id: string): Promise<ApiKeyRow | null> {
  return em.findOne(ApiKeyRow, { id }, { ...FRESH, ...OF_ALL });
}

/** A key of an organization, revoked or not. */
export async function findApiKey(em: Em, organization: string, id: string): Promise<ApiKeyRow | null> {
  return em.findOne(ApiKeyRow, { organization, id }, FRESH);
}

/** The keys of an organization that were not revoked, newest first. */
export async function listApiKeys(em: Em, organization: string): Promise<ApiKeyRow[]> {
  return em.find(
    ApiKeyRow,
    { organization, revokedAt: null },
    { ...FRESH, orderBy: { createdAt: "desc", id: "desc" }, limit: 1000 },
  );
}

export async function insertApiKey(em: Em, row: ApiKeyRow): Promise<void> {
  await em.insert(ApiKeyRow, row);
}

/**
 * Makes a key valid under an id, and no other key under the same one; its organization, which has no limits when it is new, too.
 *
 * @param key `role`: @default owner
 */
export async function putApiKey(
  em: Em,
  {
    role = "owner",
    ...key
  }: Pick<ApiKeyRow, "id" | "organization" | "name" | "keyHash"> & { role?: ApiKeyRow["role"] },
): Promise<void> {
  await change(
    em,
    "insert into organizations (id, name, tier) values (?, ?, 'enterprise') on conflict (id) do nothing",
    [key.organization, key.organization],
  );
  await change(
    em,
    `insert into api_keys (id, organization, name, key_hash, role) values (?, ?, ?, ?, ?)
     on conflict (id) do update set key_hash = excluded.key_hash, role = excluded.role, revoked_at = null`,
    [key.id, key.organization, key.name, key.keyHash, role],
  );
}

export async function changeApiKey(
  em: Em,
  organization: string,
  id: string,
  changes: Partial<Pick<ApiKeyRow, "name" | "expiresAt" | "revokedAt">>,
): Promise<void> {
  if (Object.keys(changes).length > 0) await em.nativeUpdate(ApiKeyRow, { organization, id }, changes);
}

/** Notes that a key was used, at most once in ten minutes: a write for every request would cost more than the knowledge is worth. */
export async function touchApiKey(em: Em, id: string): Promise<void> {
  await change(
    em,
    `update api_keys set last_used_at = now()
      where id = ? and (last_used_at is null or last_used_at < now() - interval '10 minutes')`,
    [id],
  );
}

/** The keys of a member that were not revoked. */
export async function keysOfMember(em: Em, organization: string, memberId: string): Promise<ApiKeyRow[]> {
  return em.find(ApiKeyRow, { organization, memberId, revokedAt: null }, FRESH);
}

/** Gives the keys of a member the member's role. */
export async function setRoleOfKeys(
  em: Em,
  organization: string,
  memberId: string,
  role: ApiKeyRow["role"],
): Promise<void> {
  await em.nativeUpdate(ApiKeyRow, { organization, memberId }, { role });
}

/** Ends every key of an organization or, of one, a member's. */
export async function revokeKeys(em: Em, organization: string, memberId?: string): Promise<void> {
  await em.nativeUpdate(
    ApiKeyRow,
    { organization, revokedAt: null, ...(memberId !== undefined && { memberId }) },
    { revokedAt: sql.now() },
  );
}
