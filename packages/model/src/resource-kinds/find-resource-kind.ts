import { ALL_RESOURCE_KINDS, LISTED_KINDS, type ListedKind, type ResourceKind } from "./all-resource-kinds.ts";
import type { ItemKind, ItemKindName } from "./item-kind.ts";

const BY_TOKEN: ReadonlyMap<string, ResourceKind> = new Map(
  ALL_RESOURCE_KINDS.flatMap((kind) => kind.tokens.map((token) => [token, kind] as const)),
);

const BY_ITEM: ReadonlyMap<string, ListedKind> = new Map(LISTED_KINDS.map((kind) => [itemKindName(kind.item), kind]));

/** The kind with this Pulumi type token; undefined for a component, a provider, and what the table does not have. */
export function resourceKindOf(token: string): ResourceKind | undefined {
  return BY_TOKEN.get(token);
}

/** The kind of an inventory's item. @throws Error when no inventory lists anything under these words */
export function kindOfItem({ cloud, type }: { cloud: string; type: string }): ListedKind {
  const kind = findItemKind(cloud, type);
  if (kind === undefined) throw new Error(`${cloud} has no resources of type ${type}`);
  return kind;
}

/** The kind that an inventory lists under these words, wherever they come from; undefined when there is none. */
export function findItemKind(cloud: string, type: string): ListedKind | undefined {
  return BY_ITEM.get(`${cloud} ${type}`);
}

/** Such as `hetzner server`. */
export function itemKindName({ cloud, type }: ItemKind): ItemKindName {
  return `${cloud} ${type}` as ItemKindName;
}
