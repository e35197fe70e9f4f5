import type { ObservedItem } from "@freehold/clouds";
import { resourceKindOf } from "@freehold/model";
import type { BlueprintResource } from "../contract.ts";

/** A thing at a cloud, and the resource of the program that it is. */
export interface Match {
  item: ObservedItem;
  resource: BlueprintResource;
}

/**
 * Decides for each item which of the resources that the program would make it is. What could be two of them, or could be the same one as
 * another item, is none: rather it is reported than taken for another's.
 */
export function matchItems(items: readonly ObservedItem[], blueprint: readonly BlueprintResource[]): Match[] {
  const pairs = items.flatMap((item) =>
    blueprint.filter((resource) => mayBe(item, resource)).map((resource) => ({ item, resource })),
  );
  return pairs.filter(
    ({ item, resource }) =>
      pairs.filter((pair) => pair.item === item).length === 1 &&
      pairs.filter((pair) => pair.resource === resource).length === 1,
  );
}

function mayBe(item: ObservedItem, { type, custom, foundBy }: BlueprintResource): boolean {
  const kind = custom ? resourceKindOf(type) : undefined;
  if (kind?.item == null || kind.item.cloud !== item.cloud || kind.item.type !== item.type) return false;
  // A file's name is within an input that is secret; a tenant has one of them.
  if (foundBy.name !== undefined && foundBy.name !== item.name) return false;
  // `A 192.0.2.1`: a name has a record of each type.
  const recordType = kind.role === "name" ? item.facts.content?.split(" ")[0] : undefined;
  return recordType === undefined || foundBy.type === recordType;
}
