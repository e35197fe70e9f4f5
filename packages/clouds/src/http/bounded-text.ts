import { FreeholdError } from "@freehold/model";

/** Most that an answer may have: pages of the largest lists have one or two MiB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Reads what somebody else sends to its end, or ends the connection where there is more than any answer has.
 *
 * @param what Whose text it is, for the failure
 * @throws FreeholdError `cloud_unavailable` when it is too much
 */
export async function boundedText(
  what: string,
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number = MAX_ANSWER_BYTES,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > maxBytes)
      throw new FreeholdError("cloud_unavailable", `${what} was answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
