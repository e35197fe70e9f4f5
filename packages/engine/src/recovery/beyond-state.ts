import { type InventoryItem, isSameItem } from "@freehold/clouds";
import { type ItemKind, kindOfItem, resourceKindOf } from "@freehold/model";
import type { InventoryTargets } from "../contract.ts";
import { cloudResources, type Deployment, type StateResource } from "../state/deployment.ts";

/** What the clouds hold and the state does not know: the answer to its creation was lost, or an update wrote it unseen. */
export function beyondState(items: readonly InventoryItem[], known: readonly StateResource[]): InventoryItem[] {
  return items.filter((item) => {
    const { tokens } = kindOfItem(item);
    return !known.some(({ type, id }) => id === item.id && tokens.includes(type));
  });
}

/** Those that a stack's own creations left behind: what was there before is another's, unless a creation of its type was cut off. */
export function ofStack(
  items: readonly InventoryItem[],
  before: readonly InventoryItem[],
  cutOff: readonly string[],
): InventoryItem[] {
  const wasThere = (item: InventoryItem) => before.some((each) => isSameItem(each, item));
  const mayBeCutOff = (item: InventoryItem) =>
    kindOfItem(item).tokens.some((token) => cutOff.some((urn) => urn.includes(`${token}::`)));
  return items.filter((item) => !wasThere(item) || mayBeCutOff(item));
}

/** URNs of what the state knows as made half-way and the clouds are asked for: anything else could not be found again. */
export function halfMadeItems(
  deployment: Deployment | undefined,
  { clouds, types }: Pick<InventoryTargets, "clouds" | "types">,
): string[] {
  const isAskedFor = (item: ItemKind) =>
    clouds.some(({ cloud }) => cloud === item.cloud) && (types?.includes(item.type) ?? true);
  return cloudResources(deployment)
    .filter(({ type, initErrors }) => {
      const item = resourceKindOf(type)?.item ?? null;
      return item !== null && isAskedFor(item) && (initErrors ?? []).length > 0;
    })
    .map(({ urn }) => urn);
}
