import { expect, test } from "@jest/globals";
import { Clock } from "./clock.ts";
import { createFixedWindow, createTokenBucket } from "./rate-limit.ts";

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

test("a window refuses until it ends, then begins anew", async () => {
  const clock = new Clock("manual");
  const window = createFixedWindow(clock, 1, 300_000);

  expect(window.take()).toEqual({ allowed: true, limit: 1, remaining: 0, fullInMs: 300_000, retryInMs: 300_000 });
  expect(window.take().allowed).toBe(false);

  await clock.advance(300_000);

  expect(window.take().allowed).toBe(true);
});
