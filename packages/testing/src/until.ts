import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";

/** Remembers a value, so that a wait in vain can say what it saw last, and gives it back. */
export type See = <Value>(value: Value) => Value;

/** What does not answer yet. */
type NotYet = undefined | false;

/** Pauses between questions, in milliseconds: what is quick is not kept waiting, what is slow is not asked all the time. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** A question that has been open for longer is part of what went wrong, in milliseconds. */
const SLOW_MS = 1_000;

/** Most characters of a value that a message shows. */
const SHOWN = 2_000;

const LIMIT = Symbol("limit");

/**
 * Waits for a condition, asking again and again: the one way in which tests wait.
 *
 * @param what What is waited for, as in `waited 120 s for the host to be ready`
 * @param ask Answers with anything but `undefined` and `false` when it is so; what it throws ends the wait. What it hands to `see` is what
 * the message shows: `async (see) => see(await host()).status === "ready"`
 * @param limitSec Generous, because a loaded machine is slow, not wrong, and less than the limit of the test, whose message says less
 * @throws Error that says what was waited for, how long, and what was seen last; also when a question itself is never answered
 */
export async function until<Answer>(
  what: string,
  ask: (see: See) => Promise<Answer | NotYet> | Answer | NotYet,
  limitSec = 300,
): Promise<Answer> {
  const over = new AbortController();
  const limit = delay(limitSec * 1000, LIMIT, { signal: over.signal }).catch(() => LIMIT);
  const end = performance.now() + limitSec * 1000;
  let last: unknown = "nothing";
  const see: See = (value) => {
    last = value;
    return value;
  };

  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      const askedAt = performance.now();
      const answer = await Promise.race([ask(see), limit]);
      const isAnswer = answer !== LIMIT && answer !== undefined && answer !== false;
      if (isAnswer) return answer as Answer;
      if (performance.now() >= end) throw inVain(what, { limitSec, last, openMs: performance.now() - askedAt });
      await delay(pauseMs);
    }
  } finally {
    over.abort();
  }
}

function inVain(what: string, { limitSec, last, openMs }: { limitSec: number; last: unknown; openMs: number }): Error {
  const open = openMs > SLOW_MS ? `; the last question has been open for ${(openMs / 1000).toFixed(1)} s` : "";
  return new Error(`waited ${limitSec} s for ${what}; last seen: ${shown(last)}${open}`);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : inspect(value, { depth: 5, breakLength: 120 });
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)} …`;
}
