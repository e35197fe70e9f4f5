import type { Money } from "./types.ts";

/** What an hour costs when a month is charged in full after `hours`, rounded up to a hundredth of a cent. */
export function pricePerHour({ amount, currency }: Money, hours: number): Money {
  // Cut first: 5.4912 / 624 must not be rounded up for a digit that only binary fractions have.
  const exact = Number(((amount / hours) * 10_000).toFixed(6));
  return { amount: Math.ceil(exact) / 10_000, currency };
}
