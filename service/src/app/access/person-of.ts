import type { ApiKeyRow } from "../../db/entities/api-key.ts";

/**
 * Whom a key stands for: its member; of a key that is no member's the person who made it, with whatever key; else the key itself. So who makes
 * themselves a second key is still one person.
 */
export function personOf({ id, memberId, issuedBy }: Pick<ApiKeyRow, "id" | "memberId" | "issuedBy">): string {
  return memberId ?? issuedBy ?? id;
}
