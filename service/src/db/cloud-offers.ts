import type { LiveOffer } from "@freehold/catalogue";
import { CloudOfferRow } from "./entities/cloud-offer.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

export async function findOffer(em: Em, id: string): Promise<CloudOfferRow | null> {
  return em.findOne(CloudOfferRow, { id }, FRESH);
}

/** Remembers an offer, unless a newer one is there. */
export async function storeOffer(em: Em, id: string, offer: LiveOffer, asOf: Date): Promise<void> {
  await change(
    em,
    `insert into cloud_offers as kept (id, offer, as_of) values (?, ?::jsonb, ?)
     on conflict (id) do update set offer = excluded.offer, as_of = excluded.as_of where kept.as_of < excluded.as_of`,
    [id, JSON.stringify(offer), asOf],
  );
}
