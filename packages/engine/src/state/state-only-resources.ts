import { resourceKindOf } from "@freehold/model";
import type { StateOnlyResource } from "../contract.ts";
import { cloudResources, type Deployment } from "./deployment.ts";

/** What of a stack is nowhere but in its state. Secret values stay encrypted with the stack's passphrase. */
export function stateOnlyResourcesOf(deployment: Deployment | undefined): StateOnlyResource[] {
  return cloudResources(deployment).filter(isStateOnly);
}

export function isStateOnly({ type }: { type: string }): boolean {
  const kind = resourceKindOf(type);
  // A command is nowhere either, but its effect is on a machine.
  return kind !== undefined && kind.cloud === null && kind.role !== "command";
}
