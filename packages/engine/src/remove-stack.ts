import { FreeholdError } from "@freehold/model";
import type { RemoveStackOptions } from "./contract.ts";
import { qualifiedName, type StackRef } from "./stack-ref.ts";
import { cloudResources } from "./state/deployment.ts";
import type { StateStore } from "./state/state-store.ts";

/**
 * Removes everything that the backend keeps of a stack.
 *
 * @throws FreeholdError `leftovers_found` while the state still names resources: without it nobody would know of them
 */
export async function removeStack(
  store: StateStore,
  ref: StackRef,
  passphrase: string,
  { cloudIsGone = false }: RemoveStackOptions = {},
): Promise<void> {
  const left = cloudIsGone ? [] : cloudResources(await store.read(ref, passphrase));
  if (left.length > 0) {
    const names = left.map((each) => `${each.type} ${each.id}`).join(", ");
    throw new FreeholdError(
      "leftovers_found",
      `the stack ${qualifiedName(ref)} still holds ${left.length} resources: ${names}`,
    );
  }
  await store.remove(ref, passphrase);
  if (await store.exists(ref))
    throw new FreeholdError("engine_failed", `the stack ${qualifiedName(ref)} is still there after its removal`);
}
