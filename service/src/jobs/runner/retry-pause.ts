/** Longest pause between two tries: a cloud that has machines again is found within it. */
const LONGEST_MS = 30 * 60_000;

/**
 * Pause before a tenant that waits for a machine is tried again: it doubles from round to round.
 *
 * @param round 1 after the first try in vain
 */
export function retryPause(round: number, firstMs: number): number {
  return Math.max(firstMs, Math.min(LONGEST_MS, firstMs * 2 ** Math.min(round - 1, 20)));
}
