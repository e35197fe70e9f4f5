import { FreeholdError } from "@freehold/model";

/**
 * JSON that somebody else wrote; undefined for an empty text.
 *
 * @param what Whose text it is, for the failure
 * @throws FreeholdError `cloud_unavailable` for what is no JSON
 */
export function parsedAnswer(what: string, text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FreeholdError("cloud_unavailable", `${what} is no JSON`, { cause });
  }
}
