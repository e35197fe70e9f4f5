import { FreeholdError } from "@freehold/model";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RunResult } from "./contract.ts";
import type { Runner } from "./pool/runner-process.ts";
import type { RunOrder } from "./runner/protocol.ts";
import { supervise } from "./supervise.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const LIMITS = { cancelGraceMs: 120_000, silenceMs: 3600_000, deadlineMs: 3600_000, stageMs: {} };

/** A runner that ends only when it is killed. */
function stubbornRunner() {
  const { promise, reject } = Promise.withResolvers<RunResult>();
  const runner = {
    run: () => promise,
    cancel: jest.fn(),
    kill: jest.fn(async () => reject(new FreeholdError("runner_lost", "killed"))),
  };
  return runner as typeof runner & Pick<Runner, "run" | "cancel" | "kill">;
}

function run(runner: object, signal: AbortSignal): Promise<unknown> {
  const order = { action: "up" } as RunOrder;
  return supervise(runner as Runner, order, { onEvent: () => {}, signal }, LIMITS).catch(
    (error: FreeholdError) => error.code,
  );
}

test("an engine that is cancelled has two minutes to end", async () => {
  const runner = stubbornRunner();
  const stop = new AbortController();
  const ended = run(runner, stop.signal);

  stop.abort(new FreeholdError("cancelled", "a person cancelled the operation"));
  await jest.advanceTimersByTimeAsync(119_999);
  expect([runner.cancel.mock.calls.length, runner.kill.mock.calls.length]).toEqual([1, 0]);
  await jest.advanceTimersByTimeAsync(1);

  expect(await ended).toBe("cancelled");
});

test("when the service stops it has twenty seconds: the drain time is over", async () => {
  const runner = stubbornRunner();
  const stop = new AbortController();
  const ended = run(runner, stop.signal);

  stop.abort(new FreeholdError("service_unavailable", "the service stops"));
  await jest.advanceTimersByTimeAsync(19_999);
  expect([runner.cancel.mock.calls.length, runner.kill.mock.calls.length]).toEqual([1, 0]);
  await jest.advanceTimersByTimeAsync(1);

  expect(await ended).toBe("cancelled");
});

test("when the lease is lost it is ended at once", async () => {
  const runner = stubbornRunner();
  const stop = new AbortController();
  const ended = run(runner, stop.signal);

  stop.abort(new FreeholdError("lease_lost", "another worker resumes the operation"));

  expect(await ended).toBe("cancelled");
});
