import { setTimeout } from "node:timers/promises";

/** Waits, unless the signal ends the wait first: then throws its reason. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await setTimeout(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}
