import type { EngineLog, ForgetRequest } from "./contract.ts";
import { qualifiedName, type StackRef } from "./stack-ref.ts";
import type { StateStore } from "./state/state-store.ts";
import { withoutResources } from "./state/without-resources.ts";

/** Takes resources out of a stack's state without a call to anybody. Returns their URNs; none for a stack that is not there. */
export async function forgetResources(
  ref: StackRef,
  { passphrase, ...what }: ForgetRequest,
  { store, log }: { store: StateStore; log: EngineLog },
): Promise<string[]> {
  const deployment = await store.read(ref, passphrase);
  if (deployment === undefined) return [];
  const { rest, forgotten } = withoutResources(deployment, what);
  if (forgotten.length > 0) await store.write(ref, passphrase, rest);
  log("warning", "resources forgotten", { stack: qualifiedName(ref), forgotten });
  return forgotten;
}
