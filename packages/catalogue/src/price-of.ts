import { catalogueOf, type Extras } from "./catalogue.ts";
import type { CloudOffer, Place } from "./offer.ts";
import { pricePerHour } from "./price-per-hour.ts";
import type { Price } from "./types.ts";

/** Price of a machine at a place with its public IPv4 address and extras, before tax: the month to a cent, the hour to a thousandth of one. */
export function priceOf(offer: CloudOffer, place: Place, extras: Extras = {}): Price {
  const { backupShare, ipv4PerMonth, volumeGibPerMonth } = offer.extras;
  const share = extras.backups ? 1 + backupShare : 1;
  const beside = ipv4PerMonth + (extras.volumeGib ?? 0) * volumeGibPerMonth;
  const { perHour, perMonth } = place.price;
  const { billedHoursPerMonth } = catalogueOf(offer.cloud);
  const besidePerHour = pricePerHour({ amount: beside, currency: offer.currency }, billedHoursPerMonth).amount;
  return {
    perHour: { amount: rounded(perHour.amount * share + besidePerHour, 5), currency: offer.currency },
    perMonth: { amount: rounded(perMonth.amount * share + beside, 2), currency: offer.currency },
  };
}

function rounded(amount: number, digits: number): number {
  return Math.round(amount * 10 ** digits) / 10 ** digits;
}
