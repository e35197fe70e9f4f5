import type { InventoryItem } from "./inventory.ts";

/** What a cloud reports of an item beside whose it is. What it does not report, or an item of the kind does not have, is absent. */
export interface ItemFacts {
  /** Of a machine. Absent while it goes from one to the other. */
  power?: "on" | "off";
  /** Of a machine: the cloud's own name of its type. */
  machineType?: string;
  /** Of a machine or volume: where it is. */
  region?: string;
  /** Of a volume. */
  sizeGib?: number;
  /** Of a DNS record: what it leads to, such as `A 192.0.2.1`. */
  content?: string;
  /** Labels as `label=value`, or tags, in the order of the alphabet. */
  labels?: string[];
  /** When it was made, ISO 8601. */
  createdAt?: string;
}

/** An item of an inventory as it is now. */
export type ObservedItem = InventoryItem & { facts: ItemFacts };

/** Facts of which some may be undefined. */
export type GivenFacts = { [Fact in keyof ItemFacts]: ItemFacts[Fact] | undefined };

/** Facts without those that are undefined. */
export function facts(reported: GivenFacts): ItemFacts {
  return Object.fromEntries(Object.entries(reported).filter(([, value]) => value !== undefined)) as ItemFacts;
}

/** Labels as {@link ItemFacts} has them. */
export function labelWords(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** What reports an item from all others, wherever the words come from. */
export interface ItemRef {
  cloud: string;
  type: string;
  id: string;
}

/** Whether two items are the same thing. */
export function isSameItem(a: ItemRef, b: ItemRef): boolean {
  return a.cloud === b.cloud && a.type === b.type && a.id === b.id;
}

/** The item without what the cloud reports of it. */
export function withoutFacts({ facts: _, ...item }: ObservedItem): InventoryItem {
  return item;
}
