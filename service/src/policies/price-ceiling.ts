import type { Money } from "@freehold/catalogue";
import type { Policy } from "./policy.ts";

/** @param ceilings What a tenant's machine may cost a month, one for each currency that clouds ask for. */
export function priceCeiling(ceilings: readonly Money[]): Policy {
  const list = ceilings.map(written).join(", ");
  return {
    name: "price-ceiling",
    description: `a machine costs at most ${list} a month`,
    check({ costPerMonth }) {
      if (costPerMonth === null) return [];
      const ceiling = ceilings.find(({ currency }) => currency === costPerMonth.currency);
      // Not converted: a rate that nobody gave is no ground to let something pass.
      if (ceiling === undefined)
        return [{ level: "deny", message: `${written(costPerMonth)} a month: no ceiling is set in that currency` }];
      if (costPerMonth.amount <= ceiling.amount) return [];
      return [{ level: "deny", message: `${written(costPerMonth)} a month is more than ${written(ceiling)}` }];
    },
  };
}

function written({ amount, currency }: Money): string {
  return `${amount.toFixed(2)} ${currency}`;
}
