import { FreeholdError } from "@freehold/model";

/** The refusal of a key that is asked for with a field that cannot be. */
export function wrongKey(pointer: string, detail: string): FreeholdError {
  return new FreeholdError("invalid_request", `the key cannot be made: ${pointer} ${detail}`, {
    errors: [{ pointer, detail }],
    nextStep: "correct the field that `errors` names and send the request again",
  });
}
