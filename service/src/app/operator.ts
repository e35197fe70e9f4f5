import { FreeholdError } from "@freehold/model";
import type { Caller } from "./context.ts";

/** Id of the operator's own API key. */
export const OPERATOR_KEY_ID = "admin";

/** @throws FreeholdError `forbidden` for everybody but the operator of the service */
export function assertOperator({ keyId }: Caller): void {
  if (keyId === OPERATOR_KEY_ID) return;
  throw new FreeholdError("forbidden", "only the operator of the service may do this", {
    nextStep: "use the operator's key; it is in the file admin.key of the service's home",
  });
}
