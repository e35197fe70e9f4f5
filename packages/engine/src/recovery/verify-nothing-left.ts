import { FreeholdError } from "@freehold/model";
import { type EngineProgress, INVENTORY_TYPE, type InventoryTargets } from "../contract.ts";
import { askCloudsTwice } from "./ask-clouds.ts";

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
  const tell = (state: "started" | "done" | "failed") =>
    onEvent({
      kind: "resource",
      type: INVENTORY_TYPE,
      name: targets.clouds.map((each) => each.cloud).join("+"),
      op: "read",
      state,
    });
  tell("started");
  const { last } = await askCloudsTwice(targets, delayMs);
  tell(last.length === 0 ? "done" : "failed");
  if (last.length === 0) return;
  const names = last.map((item) => `${item.cloud} ${item.type} ${item.name} (${item.id})`).join(", ");
  throw new FreeholdError("leftovers_found", `after the destroy ${last.length} resources are left: ${names}`, {
    nextStep: "recover the stack, which removes them, then destroy again",
  });
}
