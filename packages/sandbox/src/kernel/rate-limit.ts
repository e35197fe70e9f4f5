import type { Clock } from "./clock.ts";

/** What a limiter says about one request. */
export interface RateVerdict {
  allowed: boolean;
  limit: number;
  /** Requests left after this one. */
  remaining: number;
  /** Milliseconds until everything is available again. */
  fullInMs: number;
  /** Milliseconds until the next request is allowed; 0 when it already is. */
  retryInMs: number;
}

export interface RateLimiter {
  /** Counts a request. A refused request takes nothing. */
  take(): RateVerdict;
}

/** A bucket of `limit` requests that refills steadily by one every `refillMs`. */
export function createTokenBucket(clock: Clock, limit: number, refillMs: number): RateLimiter {
  let tokens = limit;
  let at = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(limit, tokens + (now - at) / refillMs);
      at = now;
      const allowed = tokens >= 1;
      if (allowed) tokens -= 1;
      return {
        allowed,
        limit,
        remaining: Math.floor(tokens),
        fullInMs: Math.ceil((limit - tokens) * refillMs),
        retryInMs: tokens >= 1 ? 0 : Math.ceil((1 - tokens) * refillMs),
      };
    },
  };
}

/** At most `limit` requests in each window of `windowMs`; the window begins with its first request. */
export function createFixedWindow(clock: Clock, limit: number, windowMs: number): RateLimiter {
  let used = 0;
  let endsAt = 0;
  return {
    take() {
      const now = clock.now();
      if (now >= endsAt) {
        used = 0;
        endsAt = now + windowMs;
      }
      const allowed = used < limit;
      if (allowed) used += 1;
      const remaining = limit - used;
      return { allowed, limit, remaining, fullInMs: endsAt - now, retryInMs: remaining > 0 ? 0 : endsAt - now };
    },
  };
}
