import { catalogueOf, costPerMonth, pricePerHour } from "@freehold/catalogue";
import type { ObservedItem } from "@freehold/clouds";
import { isFreeholdError, type Orphan } from "@freehold/model";

/** Kinds that no cloud charges for by themselves. */
const FREE: readonly string[] = [
  ...["ssh_key", "network", "vpc", "firewall", "tag", "placement_group", "dns_record", "snippet", "pool"],
];

/** What something costs, by the catalogue and before tax; null for what it has no price of, such as hardware of the operator's own. */
export function orphanCost({ cloud, type, facts }: ObservedItem): Orphan["cost"] {
  if (cloud !== "hetzner" && cloud !== "digitalocean") return null;
  const { currency, extras, billedHoursPerMonth } = catalogueOf(cloud);
  const priced = (amount: number): Orphan["cost"] => {
    const perMonth = { amount: Math.round(amount * 100) / 100, currency };
    return { perMonth, perHour: pricePerHour(perMonth, billedHoursPerMonth) };
  };
  if (FREE.includes(type)) return priced(0);
  if (type === "primary_ip") return priced(extras.ipv4PerMonth);
  if (type === "volume") return facts.sizeGib === undefined ? null : priced(facts.sizeGib * extras.volumeGibPerMonth);
  if (facts.machineType === undefined) return null;
  try {
    return priced(costPerMonth(cloud, facts.machineType).amount);
  } catch (error) {
    if (isFreeholdError(error)) return null;
    throw error;
  }
}
