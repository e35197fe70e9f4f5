import type { InventoryItem } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import { type EngineProgress, INVENTORY_TYPE, type InventoryTargets } from "../contract.ts";
import { askCloudsTwice } from "./ask-clouds.ts";

/** How often both questions are asked before what one of them found counts as left. */
const ROUNDS = 3;

/**
 * Asks the clouds, after a destroy, whether they agree with the state that nothing is left.
 *
 * @throws FreeholdError `leftovers_found` that names every item
 */
export async function verifyNothingLeft(
  targets: InventoryTargets,
  delayMs: number,
  onEvent: (event: EngineProgress) => void,
): Promise<void> {
  const emit = (state: "started" | "done" | "failed") =>
    onEvent({
      kind: "resource",
      type: INVENTORY_TYPE,
      name: targets.clouds.map((each) => each.cloud).join("+"),
      op: "read",
      state,
    });
  emit("started");
  const left = await leftTwice(targets, delayMs);
  emit(left.length === 0 ? "done" : "failed");
  if (left.length === 0) return;
  const names = left.map((item) => `${item.cloud} ${item.type} ${item.name} (${item.id})`).join(", ");
  throw new FreeholdError("leftovers_found", `after the destroy ${left.length} resources are left: ${names}`);
}

/** What is left: nothing only when two answers in a row were empty. What is listed at first may be going, what is not may come back. */
async function leftTwice(targets: InventoryTargets, delayMs: number): Promise<InventoryItem[]> {
  for (let round = 1; ; round++) {
    const { ever, last } = await askCloudsTwice(targets, delayMs);
    const isGoing = ever.length > 0 && last.length === 0;
    if (!isGoing || round === ROUNDS) return ever;
  }
}
