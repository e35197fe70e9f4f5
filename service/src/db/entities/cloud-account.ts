import type { Cloud } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** One credential at one cloud. `absent`: what its tenants share is not built yet. `ready`: it is. */
export const CloudAccountRow = defineEntity({
  name: "CloudAccountRow",
  tableName: "cloud_accounts",
  properties: {
    id: p.text().primary(),
    cloud: p.text().$type<Cloud>(),
    stack: p.text(),
    status: p.text().$type<"absent" | "ready">(),
    passphraseSealed: p.text(),
    /** The worker that is building the account's stack. */
    leaseOwner: p.text().strictNullable(),
    leaseUntil: p.datetime().strictNullable(),
    createdAt: p.datetime(),
  },
});
export type CloudAccountRow = InferEntity<typeof CloudAccountRow>;
