import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** The answer to a request that came with an `Idempotency-Key`; the same request gets it again. */
export const IdempotencyKeyRow = defineEntity({
  name: "IdempotencyKeyRow",
  tableName: "idempotency_keys",
  properties: {
    organization: p.text().primary(),
    key: p.text().primary(),
    /** Digest of method, path and body. */
    fingerprint: p.text(),
    status: p.integer().strictNullable(),
    body: p.json<unknown>().strictNullable(),
    expiresAt: p.datetime(),
  },
});
export type IdempotencyKeyRow = InferEntity<typeof IdempotencyKeyRow>;
