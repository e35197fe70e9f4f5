import type { Template } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** The image that an account's machines are provisioned from: at most one an account. */
export const GoldenImageRow = defineEntity({
  name: "GoldenImageRow",
  tableName: "golden_images",
  properties: {
    accountId: p.text().primary(),
    /** Another version has other contents. */
    version: p.text(),
    /** Whose container images are on it. */
    template: p.text().$type<Template>(),
    /** Where it was made; at DigitalOcean it is for machines there only. */
    region: p.text(),
    /** The cloud's id; null until it is there. */
    imageId: p.text().strictNullable(),
    /** Why the last attempt made none. */
    failure: p.text().strictNullable(),
    attemptedAt: p.datetime(),
    /** The worker that is making it. */
    leaseOwner: p.text().strictNullable(),
    leaseUntil: p.datetime().strictNullable(),
  },
});
export type GoldenImageRow = InferEntity<typeof GoldenImageRow>;
