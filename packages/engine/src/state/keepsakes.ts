import { resourceKindOf } from "@freehold/model";
import type { Keepsake } from "../contract.ts";
import { cloudResources, type Deployment } from "./deployment.ts";

/** What of a stack is nowhere but in its state. Secret values stay encrypted with the stack's passphrase. */
export function keepsakesOf(deployment: Deployment | undefined): Keepsake[] {
  return cloudResources(deployment).filter(isKeepsake);
}

export function isKeepsake({ type }: { type: string }): boolean {
  const kind = resourceKindOf(type);
  // A command is nowhere either, but its effect is on a machine.
  return kind !== undefined && kind.cloud === null && kind.role !== "command";
}
