import type { ItemKind } from "./item-kind.ts";
import { type InventoryCloud, RESOURCE_KINDS, type ResourceKindRow } from "./resource-kinds.ts";
import { type ListedRole, RESOURCE_ROLES, type ResourceRoleTraits } from "./resource-roles.ts";

/** A kind of resource, with what its role says. */
export interface ResourceKind extends ResourceKindRow, ResourceRoleTraits {
  /** Null: it is at no cloud; only a stack knows it. */
  readonly cloud: InventoryCloud | null;
  /** The cloud's own word. */
  readonly type: string;
  /** Cloud and word as an inventory's items have them; null when no inventory lists it. */
  readonly item: ItemKind | null;
}

/** A kind that an inventory lists. */
export interface ListedKind extends ResourceKind {
  readonly cloud: InventoryCloud;
  readonly role: ListedRole;
  readonly removal: number;
  readonly item: ItemKind;
}

/** Every row of {@link RESOURCE_KINDS}, in the order of the table. */
export const ALL_RESOURCE_KINDS: readonly ResourceKind[] = Object.entries(RESOURCE_KINDS).flatMap(([group, rows]) =>
  Object.entries<ResourceKindRow>(rows).map(([type, row]) => resolved(group as keyof typeof RESOURCE_KINDS, type, row)),
);

/** Those that an inventory lists. */
export const LISTED_KINDS: readonly ListedKind[] = ALL_RESOURCE_KINDS.filter(
  (kind): kind is ListedKind => kind.item !== null,
);

function resolved(group: keyof typeof RESOURCE_KINDS, type: string, row: ResourceKindRow): ResourceKind {
  const traits: ResourceRoleTraits = RESOURCE_ROLES[row.role];
  const cloud = group === "stack" ? null : group;
  // `ItemType` says the same of the table, to the compiler.
  const item = cloud === null || traits.removal === null ? null : ({ cloud, type } as ItemKind);
  return { ...row, ...traits, cloud, type, item };
}
