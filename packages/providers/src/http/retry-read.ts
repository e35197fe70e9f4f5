import { ProviderError } from "@freehold/provider-kit";
import { pause } from "./pause.ts";

/** No answer came: nobody listens, or the connection broke before the answer was there. */
export class NoAnswerError extends ProviderError {
  override readonly name: string = "NoAnswerError";
}

const TRIES = 5;
const FIRST_PAUSE_MS = 100;

/**
 * Sends a request that only reads again while it fails transiently. What changes something is sent once: nobody knows whether a vendor
 * that did not answer has carried it out, and an order that is sent twice is billed twice.
 */
export async function retryRead<Answer>(
  method: string,
  send: () => Promise<Answer>,
  isFaulty: (answer: Answer) => boolean,
  signal: AbortSignal,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    const isLast = method !== "GET" || tried === TRIES;
    try {
      const answer = await send();
      if (isLast || !isFaulty(answer)) return answer;
    } catch (error) {
      if (isLast || !(error instanceof NoAnswerError)) throw error;
    }
    await pause(FIRST_PAUSE_MS * 2 ** (tried - 1), signal);
  }
}

/** Statuses by which servers and those before them say that they fail, and not that they refuse. */
export function isServerFault(status: number): boolean {
  return status >= 500 && status !== 501;
}
