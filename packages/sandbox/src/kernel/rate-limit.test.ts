import { expect, test } from "@jest/globals";
import { Clock } from "./clock.ts";
import { createBucketWithBurst, createFixedWindow, createTokenBucket } from "./rate-limit.ts";

test("a bucket refuses when it is empty and refills one request at a time", async () => {
  const clock = new Clock("manual");
  const bucket = createTokenBucket(clock, 2, 1000);

  expect(bucket.take()).toEqual({ allowed: true, limit: 2, remaining: 1, fullInMs: 1000, retryInMs: 0 });
  expect(bucket.take()).toEqual({ allowed: true, limit: 2, remaining: 0, fullInMs: 2000, retryInMs: 1000 });
  expect(bucket.take().allowed).toBe(false);

  await clock.advance(1000);

  expect(bucket.take().allowed).toBe(true);
  expect(bucket.take().allowed).toBe(false);
});

test("a window refuses until it ends, then starts again", async () => {
  const clock = new Clock("manual");
  const window = createFixedWindow(clock, 1, 300_000);

  expect(window.take()).toEqual({ allowed: true, limit: 1, remaining: 0, fullInMs: 300_000, retryInMs: 300_000 });
  expect(window.take().allowed).toBe(false);

  await clock.advance(300_000);

  expect(window.take().allowed).toBe(true);
});

test("a bucket with a burst limit refuses what is too fast, and shows the bucket", async () => {
  const clock = new Clock("manual");
  const limiter = createBucketWithBurst(clock, { limit: 10, refillMs: 1000, burst: 2, windowMs: 60_000 });
  limiter.take();
  limiter.take();

  expect(limiter.take()).toMatchObject({ allowed: false, limit: 10, remaining: 8, retryInMs: 60_000 });

  await clock.advance(60_000);

  expect(limiter.take()).toMatchObject({ allowed: true, remaining: 9 });
});

test("a limiter reports the least that remained and what came beyond it", () => {
  const bucket = createTokenBucket(new Clock("manual"), 5, 1000);
  bucket.take();
  bucket.leave(1);
  bucket.take();
  bucket.take();

  expect(bucket.tally()).toEqual({ limit: 5, remaining: 0, lowest: 0, exceeded: 1 });
});
