import type { Keepsake } from "../contract.ts";
import { cloudResources, type Deployment } from "./deployment.ts";

/** Providers that make something up and keep it nowhere. */
const MADE_UP = /^(random|tls):/;

/** What of a stack is nowhere but in its state. Secret values stay encrypted with the stack's passphrase. */
export function keepsakesOf(deployment: Deployment | undefined): Keepsake[] {
  return cloudResources(deployment).filter(isKeepsake);
}

export function isKeepsake({ type }: { type: string }): boolean {
  return MADE_UP.test(type);
}
