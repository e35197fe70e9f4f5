/** Pauses between tries, in seconds: about 28 hours in all. */
const PAUSES_SEC = [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 36_000] as const;

/**
 * Seconds until an event is sent again. Undefined: it is given up.
 *
 * @param attempt Tries so far
 * @param random 0 to 1: receivers that were away together are not all called at the same moment
 */
export function redeliveryPauseSec(attempt: number, random: number): number | undefined {
  const pause = PAUSES_SEC[attempt - 1];
  return pause === undefined ? undefined : pause * (0.75 + random / 2);
}
