/** Longest pause that is taken from an answer, in milliseconds: a number beyond the reach of a timer would end at once, again and again. */
const LONGEST_MS = 3600_000;

/**
 * How long an answer asks us to wait, in milliseconds, at most an hour: `Retry-After` in seconds, or the time until its date. Undefined when
 * it does not say. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const asked = headers.get("retry-after")?.trim();
  if (!asked) return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
