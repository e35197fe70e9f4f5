import type { Money } from "./types.ts";

/** What an hour costs when a month is charged in full after `hours`, to a thousandth of a cent. */
export function pricePerHour({ amount, currency }: Money, hours: number): Money {
  return { amount: Math.round((amount / hours) * 100_000) / 100_000, currency };
}
