/** Most that an answer may have: pages of the largest lists have one or two MiB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Reads an answer to its end, or ends the connection where there is more than any answer has. @throws Error then */
export async function boundedText(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number = MAX_ANSWER_BYTES,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
