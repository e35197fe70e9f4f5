import { FreeholdError } from "@freehold/model";
import type { EngineLog, ResourceReport } from "./contract.ts";
import { qualifiedName, type StackRef } from "./stack-ref.ts";
import type { Deployment, StateResource } from "./state/deployment.ts";
import type { StateStore } from "./state/state-store.ts";

/**
 * Takes the protection of a stack's resources away in its state.
 *
 * @param before Called with what is protected, before it is not any more
 */
export async function unprotect(
  ref: StackRef,
  passphrase: string,
  before: (resources: readonly ResourceReport[]) => Promise<void>,
  { store, log }: { store: StateStore; log: EngineLog },
): Promise<void> {
  const deployment = await store.read(ref, passphrase);
  const resources = protectedIn(deployment);
  if (deployment === undefined || resources.length === 0) return;
  const reports = resources.map(reportOf);
  await before(reports);
  const free = (deployment.resources ?? []).map(({ protect: _, ...resource }) => resource as StateResource);
  await store.write(ref, passphrase, { ...deployment, resources: free });
  log("info", "protection taken away", { stack: qualifiedName(ref), resources: reports.map(({ urn }) => urn) });
}

/**
 * The engine would remove what is not protected, such as a machine's names, before it refuses the rest.
 *
 * @throws FreeholdError `stack_protected` that names what is protected
 */
export function assertUnprotected(ref: StackRef, deployment: Deployment | undefined): void {
  const names = protectedIn(deployment).map((resource) => reportOf(resource).name);
  if (names.length === 0) return;
  throw new FreeholdError(
    "stack_protected",
    `the stack ${qualifiedName(ref)} is not destroyed: ${names.join(", ")} are protected; nothing was changed`,
  );
}

/** Components are protected for their children's sake: they are nothing that could be lost. */
function protectedIn(deployment: Deployment | undefined): StateResource[] {
  return (deployment?.resources ?? []).filter(({ protect, custom }) => protect === true && custom === true);
}

function reportOf({ urn, type }: StateResource): ResourceReport {
  return { urn, type, name: urn.slice(urn.lastIndexOf("::") + 2) };
}
