import { type InventoryItem, isSameItem } from "@freehold/clouds";
import type { RecoverRequest } from "@freehold/engine";
import { FreeholdError } from "@freehold/model";
import { itemHoldsData } from "../../app/tenants/holds-data.ts";
import type { OperationContext } from "./context.ts";

/**
 * A creation that a backup found under way may have ended well afterwards: then its machine is in use, and this state does not know it.
 * Does nothing for an operation that comes from no backup, or from one that was restored with `--unfinished rebuild`.
 *
 * @throws FreeholdError `restored_behind` when the clouds hold a machine or a volume that the state does not know
 */
export async function assertNothingLater(context: OperationContext, recovery: RecoverRequest): Promise<void> {
  const held = await dataHeld(context, recovery);
  if (held.length === 0) return;
  const { program, stack, passphrase } = recovery;
  const known = await context.engine.expectedResources({ program, stack }, passphrase);
  const later = held.filter((item) => !known.some((each) => isSameItem(each, item)));
  if (later.length > 0) throw restoredBehind(later, "came into being after the backup");
}

/**
 * For the same reason such a creation that fails is not undone while a machine is there, known or not.
 *
 * @throws FreeholdError `restored_behind`
 */
export async function assertNothingInUse(context: OperationContext, recovery: RecoverRequest): Promise<void> {
  const held = await dataHeld(context, recovery);
  if (held.length > 0) throw restoredBehind(held, "may have been in use since the backup");
}

async function dataHeld({ engine, operation }: OperationContext, { inventory }: RecoverRequest) {
  if (operation.params?.restored !== "keep" || inventory === undefined) return [];
  const items = await engine.list(inventory);
  return items.filter(itemHoldsData);
}

function restoredBehind(items: readonly InventoryItem[], why: string): FreeholdError {
  const names = items.map(({ cloud, type, id, name }) => `${type} ${id} "${name}" at ${cloud}`).join(", ");
  return new FreeholdError("restored_behind", `${names} ${why}: nothing of it was touched`, {
    nextStep:
      "look whether somebody uses it (GET /v1/orphans); save what is on it, then destroy the tenant, which removes it, and sign it up again",
  });
}
