import type { ApiKey, IssuedApiKey } from "@freehold/model";
import { generateApiKey } from "../../crypto/api-key.ts";
import { hashToken } from "../../crypto/token-hash.ts";
import { insertApiKey } from "../../db/api-keys.ts";
import type { ApiKeyRow } from "../../db/entities/api-key.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import { permissionsOf } from "./permissions.ts";

/** What is decided of a new key. */
export type NewApiKey = Pick<
  ApiKeyRow,
  "organization" | "name" | "role" | "memberId" | "issuedBy" | "scopes" | "expiresAt"
>;

/** Writes a new key. The key itself is in `secret` and nowhere else: what is stored beside answers must not hold it. */
export async function issueApiKey(
  em: Em,
  { newId, now }: AppContext,
  wanted: NewApiKey,
): Promise<{ apiKey: IssuedApiKey; secret: string }> {
  const secret = generateApiKey();
  const row: ApiKeyRow = {
    ...wanted,
    id: newId("k"),
    keyHash: hashToken(secret),
    hint: secret.slice(-4),
    createdAt: now(),
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertApiKey(em, row);
  return { apiKey: { ...apiKeyView(row, now()), key: null }, secret };
}

/** The answer with the key that was made for it; an answer that is given again has none. */
export function revealKey(body: unknown, secret: string | undefined): unknown {
  const { apiKey, ...rest } = body as { apiKey: IssuedApiKey | null };
  return { ...rest, apiKey: apiKey && { ...apiKey, key: secret ?? null } };
}

/** A key as the API shows it. */
export function apiKeyView(row: ApiKeyRow, now: Date): ApiKey {
  const { id, name, role, memberId, scopes, hint, createdAt, expiresAt, lastUsedAt } = row;
  return {
    id,
    name,
    status: statusOf(row, now),
    role,
    memberId,
    permissions: [...permissionsOf(role, scopes)],
    hint,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

function statusOf({ revokedAt, expiresAt }: ApiKeyRow, now: Date): ApiKey["status"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}
