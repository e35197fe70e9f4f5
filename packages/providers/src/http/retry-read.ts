import { ProviderError } from "@freehold/provider-kit";
import { pause } from "./pause.ts";

/** No answer came: nobody listens, or the connection broke before the answer was there. */
export class NoAnswerError extends ProviderError {
  override readonly name: string = "NoAnswerError";
}

/** Something answered that is not the vendor's API: a proxy, or a page that says that something is being worked on. */
export class UnavailableError extends NoAnswerError {
  override readonly name = "UnavailableError";

  constructor(what: string, answered: string) {
    super(`cloud_unavailable: ${what} was answered ${answered}; it is no answer of the cloud's API`);
  }
}

/** Whether an answer's status says what is there, or that it is gone: then what stands beside it must be the vendor's. */
export function tellsWhatIs(status: number): boolean {
  return status < 300 || status === 404 || status === 410;
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
