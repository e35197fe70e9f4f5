import { catalogueOf, type Extras } from "./catalogue.ts";
import type { CloudOffer, Place } from "./offer.ts";
import { pricePerHour } from "./price-per-hour.ts";
import type { ItemizedPrice, PriceItem } from "./types.ts";

/**
 * Price of a machine at a place with its public IPv4 address and extras, before tax: the month to a cent, the hour to a thousandth of one. What
 * costs nothing is not among the parts.
 */
export function priceOf(offer: CloudOffer, place: Place, extras: Extras = {}): ItemizedPrice {
  const { currency } = offer;
  const { backupShare, ipv4PerMonth, volumeGibPerMonth } = offer.extras;
  const { perHour, perMonth } = place.price;
  const share = extras.backups ? backupShare : 0;
  const beside = ipv4PerMonth + (extras.volumeGib ?? 0) * volumeGibPerMonth;
  const { billedHoursPerMonth } = catalogueOf(offer.cloud);
  const besidePerHour = pricePerHour({ amount: beside, currency }, billedHoursPerMonth).amount;
  const parts: [item: PriceItem, amount: number][] = [
    ["machine", perMonth.amount],
    ["public_ipv4", ipv4PerMonth],
    ["backups", perMonth.amount * share],
    ["volume", (extras.volumeGib ?? 0) * volumeGibPerMonth],
  ];
  return {
    perHour: { amount: rounded(perHour.amount * (1 + share) + besidePerHour, 5), currency },
    perMonth: { amount: rounded(perMonth.amount * (1 + share) + beside, 2), currency },
    contains: parts
      .filter(([, amount]) => amount > 0)
      .map(([item, amount]) => ({ item, perMonth: { amount: rounded(amount, 4), currency } })),
  };
}

function rounded(amount: number, digits: number): number {
  return Math.round(amount * 10 ** digits) / 10 ** digits;
}
