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
    createdAt: p.datetime(),
    revokedAt: p.datetime().strictNullable(),
  },
});
export type ApiKeyRow = InferEntity<typeof ApiKeyRow>;
