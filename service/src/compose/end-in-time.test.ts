import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { endInTime } from "./end-in-time.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("a process that is asked to end and does not is ended a minute after its drain time, and not before it was asked", async () => {
  const exit = jest.fn();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  endInTime({ asked, drainMs: 30_000, exit });

  await jest.advanceTimersByTimeAsync(3600_000);
  ask();
  await jest.advanceTimersByTimeAsync(89_999);
  expect(exit).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);

  expect(exit).toHaveBeenCalledTimes(1);
});
