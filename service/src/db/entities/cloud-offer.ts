import type { LiveOffer } from "@freehold/catalogue";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** What a cloud said last that it sells. */
export const CloudOfferRow = defineEntity({
  name: "CloudOfferRow",
  tableName: "cloud_offers",
  properties: {
    /** The cloud or, where every account has an offer of its own, the account. */
    id: p.text().primary(),
    offer: p.json<LiveOffer>(),
    asOf: p.datetime(),
  },
});
export type CloudOfferRow = InferEntity<typeof CloudOfferRow>;
