import type { Permission, Role } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A key of an organization; only its SHA-256 is stored. */
export const ApiKeyRow = defineEntity({
  name: "ApiKeyRow",
  tableName: "api_keys",
  properties: {
    id: p.text().primary(),
    organization: p.text(),
    name: p.text(),
    keyHash: p.text(),
    /** Of a member's key: the member's role, kept the same. */
    role: p.text().$type<Role>(),
    memberId: p.text().strictNullable(),
    /** The person who made it, when it is no member's: a member's id, or that of a key. Null: nobody is known. */
    issuedBy: p.text().strictNullable(),
    /** What of the role's permissions it is for. Null: all. */
    scopes: p.json<Permission[]>().strictNullable(),
    /** The key's last four characters. */
    hint: p.text(),
    expiresAt: p.datetime().strictNullable(),
    lastUsedAt: p.datetime().strictNullable(),
    createdAt: p.datetime(),
    revokedAt: p.datetime().strictNullable(),
  },
});
export type ApiKeyRow = InferEntity<typeof ApiKeyRow>;
