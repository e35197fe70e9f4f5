import { expect, test } from "@jest/globals";
import { type Logger, pino } from "pino";
import { startBackgroundLoop } from "./background-loop.ts";

const NEVER_MS = 3_600_000;
const silent = pino({ level: "silent" });

/** A look that ends when it is told to, and counts. */
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

test("calls during a look are one more look after it, never two at once", async () => {
  const { run, counts, letEnd } = heldLook();
  const loop = startBackgroundLoop({ name: "test", everyMs: NEVER_MS, run, log: silent });

  for (let call = 0; call < 5; call += 1) loop.look();
  expect(counts.begun).toBe(1);
  await letEnd();
  expect(counts.begun).toBe(2);
  await letEnd();

  expect(counts).toEqual({ begun: 2, atOnce: 0, most: 1 });
  await loop.stop();
});

test("the timer looks again and again, also after a look that failed, which is logged with the loop's name", async () => {
  const messages: unknown[] = [];
  const log = pino({ base: null }, { write: (line) => void messages.push(JSON.parse(line).msg) });
  let looks = 0;
  const third = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    looks += 1;
    if (looks === 1) throw new Error("the database is away");
    if (looks === 3) third.resolve();
  };

  const loop = startBackgroundLoop({ name: "sweep", everyMs: 1, run, log: log as Logger });
  await third.promise;
  await loop.stop();

  expect(messages).toEqual(["sweep: the look failed; the next one tries again"]);
});

test("stop aborts the look that runs, waits for its end, and no look begins afterwards", async () => {
  const events: string[] = [];
  const run = async (signal: AbortSignal): Promise<void> => {
    events.push("begun");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    events.push("ended");
    throw signal.reason;
  };
  const log = pino({}, { write: (line) => void events.push(line) });
  const loop = startBackgroundLoop({ name: "test", everyMs: NEVER_MS, run, log });
  loop.look();
  loop.look();

  await loop.stop();
  loop.look();

  expect(events).toEqual(["begun", "ended"]);
});
