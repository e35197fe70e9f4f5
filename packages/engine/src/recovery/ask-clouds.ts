import { setTimeout as pause } from "node:timers/promises";
import { createInventory, type Inventory, type InventoryItem } from "@freehold/clouds";
import type { InventoryTargets } from "../contract.ts";

/** Two answers to the same question, some seconds apart. */
export interface TwoAnswers {
  /** What either answer holds. */
  ever: InventoryItem[];
  /** What the second answer holds. */
  last: InventoryItem[];
}

/** Asks the clouds once what they hold of the targets. */
export async function askClouds(targets: InventoryTargets): Promise<InventoryItem[]> {
  return asker(targets)();
}

/** Asks the clouds twice what they hold of the targets: a resource whose order was just accepted may not be listed at once. */
export async function askCloudsTwice(targets: InventoryTargets, delayMs: number): Promise<TwoAnswers> {
  const ask = asker(targets);
  const first = await ask();
  await pause(delayMs);
  const last = await ask();
  const ever = new Map([...first, ...last].map((item) => [`${item.cloud} ${item.type} ${item.id}`, item]));
  return { ever: [...ever.values()], last };
}

/** A zone's id is looked up once, however often is asked. */
function asker(targets: InventoryTargets): () => Promise<InventoryItem[]> {
  const inventories = targets.clouds.map(createInventory);
  return async () => (await Promise.all(inventories.map((each) => list(each, targets)))).flat();
}

async function list(inventory: Inventory, { tenantId, types }: InventoryTargets): Promise<InventoryItem[]> {
  const items =
    tenantId === null
      ? (await inventory.listManaged(types)).filter((item) => item.tenantId === undefined)
      : await inventory.listTenantResources(tenantId);
  return types === undefined ? items : items.filter(({ type }) => types.includes(type));
}
