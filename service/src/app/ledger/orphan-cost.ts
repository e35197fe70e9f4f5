import { catalogueOf, costPerMonth, pricePerHour } from "@freehold/catalogue";
import type { ObservedItem } from "@freehold/clouds";
import { isFreeholdError, kindOfItem, type ListedRole, type Orphan } from "@freehold/model";

/** A cloud with a catalogue of prices. */
type PricedCloud = "hetzner" | "digitalocean";

/** What an item costs a month, in the catalogue's currency; null for what it has no price of. */
type MonthlyAmount = (cloud: PricedCloud, item: ObservedItem) => number | null;

const free: MonthlyAmount = () => 0;
const unknown: MonthlyAmount = () => null;

const AMOUNT: Readonly<Record<ListedRole, MonthlyAmount>> = {
  machine: ofMachine,
  volume: (cloud, { facts: { sizeGib } }) =>
    sizeGib === undefined ? null : sizeGib * catalogueOf(cloud).extras.volumeGibPerMonth,
  // Other addresses are in no catalogue.
  address: (cloud, { type }) => (type === "primary_ip" ? catalogueOf(cloud).extras.ipv4PerMonth : null),
  image: unknown,
  slot: unknown,
  link: unknown,
  snippet: free,
  pool: free,
  network: free,
  firewall: free,
  placement_group: free,
  key: free,
  tag: free,
  name: free,
};

/** What something costs, by the catalogue and before tax; null for what it has no price of, such as hardware of the operator's own. */
export function orphanCost(item: ObservedItem): Orphan["cost"] {
  const { cloud } = item;
  if (cloud !== "hetzner" && cloud !== "digitalocean") return null;
  const amount = AMOUNT[kindOfItem(item).role](cloud, item);
  if (amount === null) return null;
  const { currency, billedHoursPerMonth } = catalogueOf(cloud);
  const perMonth = { amount: Math.round(amount * 100) / 100, currency };
  return { perMonth, perHour: pricePerHour(perMonth, billedHoursPerMonth) };
}

function ofMachine(cloud: PricedCloud, { facts: { machineType } }: ObservedItem): number | null {
  if (machineType === undefined) return null;
  try {
    return costPerMonth(cloud, machineType).amount;
  } catch (error) {
    if (isFreeholdError(error)) return null;
    throw error;
  }
}
