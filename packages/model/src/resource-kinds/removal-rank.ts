import { LISTED_KINDS } from "./all-resource-kinds.ts";
import { kindOfItem } from "./find-resource-kind.ts";
import type { ItemKind } from "./item-kind.ts";

/** By role, and within a role in the order of the table. */
const ORDER = [...LISTED_KINDS].sort((a, b) => a.removal - b.removal);

/** Place of an item in the order in which things can be removed, 0 first: what uses others goes before what is used. */
export function removalRank(item: ItemKind): number {
  return ORDER.indexOf(kindOfItem(item));
}
