import { pause } from "../http/pause.ts";
import { hasCode } from "./errors.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** How long a thing may stay in use by others that are going away, in milliseconds. */
const LIMIT_MS = 60_000;

/** Runs an order again while the vendor refuses it with one of these codes, which others' changes will clear. */
export async function retryWhile<T>(
  codes: readonly string[],
  order: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const giveUpAt = Date.now() + LIMIT_MS;
  for (let delayMs = FIRST_PAUSE_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await order();
    } catch (error) {
      if (!hasCode(error, ...codes) || Date.now() + delayMs > giveUpAt) throw error;
    }
    await pause(delayMs, signal);
  }
}
