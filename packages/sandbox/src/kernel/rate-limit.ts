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

/** What an account has used of its limit so far. */
export interface RateTally {
  limit: number;
  remaining: number;
  /** The least that ever remained. */
  lowest: number;
  /** Requests that came when nothing was left; they are refused only where the limit is enforced. */
  exceeded: number;
}

export interface RateLimiter {
  /** Counts a request. A refused request takes nothing. */
  take(): RateVerdict;
  /** Leaves exactly this many requests, at most the limit; the tally starts again. */
  leave(remaining: number): void;
  tally(): RateTally;
}

/** How much there is now, and what taking one changes. */
interface Quota {
  limit: number;
  peek(): { remaining: number; fullInMs: number; retryInMs: number; open: boolean };
  spend(): void;
  leave(remaining: number): void;
}

/** A bucket of `limit` requests that refills steadily by one every `refillMs`. */
export function createTokenBucket(clock: Clock, limit: number, refillMs: number): RateLimiter {
  return counted(tokenBucket(clock, limit, refillMs));
}

/** At most `limit` requests in each window of `windowMs`; the window begins with its first request. */
export function createFixedWindow(clock: Clock, limit: number, windowMs: number): RateLimiter {
  return counted(fixedWindow(clock, limit, windowMs));
}

/** A bucket, and beside it at most `burst` requests in each window of `windowMs`. What is shown is the bucket. */
export function createBucketWithBurst(
  clock: Clock,
  { limit, refillMs, burst, windowMs }: { limit: number; refillMs: number; burst: number; windowMs: number },
): RateLimiter {
  const shown = tokenBucket(clock, limit, refillMs);
  const also = fixedWindow(clock, burst, windowMs);
  return counted({
    limit,
    peek() {
      const [long, short] = [shown.peek(), also.peek()];
      return { ...long, retryInMs: Math.max(long.retryInMs, short.retryInMs), open: long.open && short.open };
    },
    spend() {
      shown.spend();
      also.spend();
    },
    leave: (remaining) => shown.leave(remaining),
  });
}

function counted(quota: Quota): RateLimiter {
  const { limit } = quota;
  let lowest = limit;
  let exceeded = 0;
  return {
    take() {
      const allowed = quota.peek().open;
      if (allowed) quota.spend();
      else exceeded += 1;
      const { remaining, fullInMs, retryInMs } = quota.peek();
      lowest = Math.min(lowest, remaining);
      return { allowed, limit, remaining, fullInMs, retryInMs };
    },
    leave(remaining) {
      lowest = Math.min(remaining, limit);
      exceeded = 0;
      quota.leave(lowest);
    },
    tally: () => ({ limit, remaining: quota.peek().remaining, lowest, exceeded }),
  };
}

function tokenBucket(clock: Clock, limit: number, refillMs: number): Quota {
  let tokens = limit;
  let at = clock.now();
  return {
    limit,
    peek() {
      const now = clock.now();
      tokens = Math.min(limit, tokens + (now - at) / refillMs);
      at = now;
      return {
        remaining: Math.floor(tokens),
        fullInMs: Math.ceil((limit - tokens) * refillMs),
        retryInMs: tokens >= 1 ? 0 : Math.ceil((1 - tokens) * refillMs),
        open: tokens >= 1,
      };
    },
    spend() {
      tokens -= 1;
    },
    leave(remaining) {
      tokens = remaining;
      at = clock.now();
    },
  };
}

function fixedWindow(clock: Clock, limit: number, windowMs: number): Quota {
  let used = 0;
  let endsAt = 0;
  const begin = () => {
    const now = clock.now();
    if (now < endsAt) return;
    used = 0;
    endsAt = now + windowMs;
  };
  return {
    limit,
    peek() {
      begin();
      const remaining = limit - used;
      const fullInMs = endsAt - clock.now();
      return { remaining, fullInMs, retryInMs: remaining > 0 ? 0 : fullInMs, open: remaining > 0 };
    },
    spend() {
      used += 1;
    },
    leave(remaining) {
      begin();
      used = limit - remaining;
    },
  };
}
