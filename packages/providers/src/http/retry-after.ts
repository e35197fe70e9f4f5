/** How long an answer asks us to wait, in milliseconds: `Retry-After` in seconds. Undefined when it does not say. */
export function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
