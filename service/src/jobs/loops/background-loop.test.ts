import { expect, jest, test } from "@jest/globals";
import { type Logger, pino } from "pino";
import { startBackgroundLoop } from "./background-loop.ts";

const NEVER_MS = 3_600_000;
const silent = pino({ level: "silent" });

/** A run that ends when it is told to, and counts. */
function heldLook() {
  const waiting: (() => void)[] = [];
  const counts = { begun: 0, atOnce: 0, most: 0 };
  const run = async (): Promise<void> => {
    counts.begun += 1;
    counts.atOnce += 1;
    counts.most = Math.max(counts.most, counts.atOnce);
    await new Promise<void>((resolve) => waiting.push(resolve));
    counts.atOnce -= 1;
  };
  const letEnd = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { run, counts, letEnd };
}

test("calls during a run are one more run after it, never two at once", async () => {
  const { run, counts, letEnd } = heldLook();
  const loop = startBackgroundLoop({ name: "test", everyMs: NEVER_MS, run, log: silent });

  for (let call = 0; call < 5; call += 1) loop.runOnce();
  expect(counts.begun).toBe(1);
  await letEnd();
  expect(counts.begun).toBe(2);
  await letEnd();

  expect(counts).toEqual({ begun: 2, atOnce: 0, most: 1 });
  await loop.stop();
});

test("the timer runs it again and again, also after a run that failed, which is logged with the loop's name", async () => {
  const messages: unknown[] = [];
  const log = pino({ base: null }, { write: (line) => void messages.push(JSON.parse(line).msg) });
  let runs = 0;
  const third = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    runs += 1;
    if (runs === 1) throw new Error("the database is away");
    if (runs === 3) third.resolve();
  };

  const loop = startBackgroundLoop({ name: "sweep", everyMs: 1, run, log: log as Logger });
  await third.promise;
  await loop.stop();

  expect(messages).toEqual(["sweep: the run failed; the next one tries again"]);
});

test("stop aborts the run in flight, waits for its end, and no run begins afterwards", async () => {
  const events: string[] = [];
  const run = async (signal: AbortSignal): Promise<void> => {
    events.push("begun");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    events.push("ended");
    throw signal.reason;
  };
  const log = pino({}, { write: (line) => void events.push(line) });
  const loop = startBackgroundLoop({ name: "test", everyMs: NEVER_MS, run, log });
  loop.runOnce();
  loop.runOnce();

  await loop.stop();
  loop.runOnce();

  expect(events).toEqual(["begun", "ended"]);
});

test("a run that does not end although the service stops is not waited for longer than an engine takes to end", async () => {
  jest.useFakeTimers();
  try {
    let reason: unknown;
    const run = (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
        });
      });
    const loop = startBackgroundLoop({ name: "endless", everyMs: NEVER_MS, run, log: silent });
    loop.runOnce();
    let stopped = false;

    const stopping = loop.stop().then(() => {
      stopped = true;
    });

    expect(reason).toMatchObject({ code: "service_unavailable" });
    await jest.advanceTimersByTimeAsync(24_999);
    expect(stopped).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await stopping;
  } finally {
    jest.useRealTimers();
  }
});
