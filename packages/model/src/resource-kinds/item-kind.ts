import type { InventoryCloud, RESOURCE_KINDS } from "./resource-kinds.ts";
import type { ListedRole } from "./resource-roles.ts";

type Table = typeof RESOURCE_KINDS;

/** A cloud's own words for what its inventory lists, such as `server`. */
export type ItemType<C extends InventoryCloud = InventoryCloud> = {
  [Each in C]: {
    [Word in keyof Table[Each]]: Table[Each][Word] extends { role: ListedRole } ? Word & string : never;
  }[keyof Table[Each]];
}[C];

/** A kind that an inventory lists, by cloud and by the cloud's own word. */
export type ItemKind<C extends InventoryCloud = InventoryCloud> = {
  [Each in C]: { readonly cloud: Each; readonly type: ItemType<Each> };
}[C];

/** An {@link ItemKind} as one text, such as `hetzner server`: the key of a `Record` that answers for each of them. */
export type ItemKindName = { [C in InventoryCloud]: `${C} ${ItemType<C>}` }[InventoryCloud];

/** One of the type tokens in the table. */
export type ResourceToken<Group extends keyof Table = keyof Table> = {
  [Each in Group]: Rows<Table[Each]>["tokens"][number];
}[Group];

type Rows<Kinds> = Kinds[keyof Kinds] & { tokens: readonly string[] };
