import { findItemKind, resourceKindOf } from "@freehold/model";

/** Whether what a cloud lists under these words is a machine or a data volume. */
export function itemHoldsData({ cloud, type }: { cloud: string; type: string }): boolean {
  return findItemKind(cloud, type)?.holdsData ?? false;
}

/** Whether a resource of this type is a machine or a data volume: with one of them goes what nobody brings back. */
export function holdsData(token: string): boolean {
  return resourceKindOf(token)?.holdsData ?? false;
}
