import { FreeholdError } from "@freehold/model";
import type { Caller } from "../context.ts";

/** The organization that runs the service. What belongs to the platform is its to change. */
export const OPERATOR_ORGANIZATION = "default";

export function isOperator({ permissions }: Caller): boolean {
  return permissions.has("platform:admin");
}

/** @param what What only an operator may do, such as `give the platform an account` @throws FreeholdError `forbidden` */
export function assertOperator(caller: Caller, what: string): void {
  if (isOperator(caller)) return;
  throw new FreeholdError("forbidden", `only the operator may ${what}`, { nextStep: "use the operator's API key" });
}
