import type { Region } from "./types.ts";

const EUROPEAN_UNION = new Set(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" "),
);

/** A region of the operator's own is wherever the operator says. */
export const ON_PREMISES = "ZZ";

/** Whose law holds for the data in a region: `EU`, or the country outside it. What is not said to be elsewhere stays within it. */
export function jurisdictionOf({ country }: Region): string {
  return EUROPEAN_UNION.has(country) ? "EU" : country;
}
