import { setTimeout as pauseFor } from "node:timers/promises";
import type { CallRate, TakenCalls } from "../db/api-budgets.ts";
import { createFairQueue } from "./fair-queue.ts";
import type { VendorsCount } from "./vendors.ts";

/** Where an account's budget is kept, for all workers. */
export interface BudgetStore {
  take(wanted: number): Promise<TakenCalls>;
  correct(bounds: { atLeast: number; atMost: number }): Promise<void>;
  close(forMs: number): Promise<void>;
}

/** The right to send one call. */
export interface Pass {
  /** The call was answered, or lost. */
  done(count?: VendorsCount): Promise<void>;
  /** The vendor refused the call because there were too many, and asks for that pause. @default - it does not say how long */
  refused(pauseMs?: number): Promise<void>;
  /** The call was not sent. */
  unused(): void;
}

export type OnClosed = (forMs: number) => void;

/** The calls that an account may still make, as this process sees them. */
export interface Budget {
  readonly waiting: number;
  /**
   * Waits for the right to send one call. Operations are served in turn.
   *
   * @param onClosed Hears once that the wait is for a pause that the vendor asked for, in milliseconds. @default - nobody does
   * @throws the signal's reason, when it ends the wait
   */
  admit(operationId: string, signal: AbortSignal, onClosed?: OnClosed): Promise<Pass>;
  /** Seconds after which one more caller may hope to be served. */
  estimatedWaitSec(): number;
}

/** By how much our count may be lower than a vendor's that is kept as ours is: more than is ever under way at once. */
const SLACK = 100;

/** Differences that are not worth a statement while there is plenty. */
const TOLERANCE = 10;

const SHORTEST_POLL_MS = 20;
const LONGEST_POLL_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Longest pause that a vendor's answer closes an account for, in milliseconds: windows of calls have an hour at most. What asks for more is
 * mistaken or ill-meant; when the vendor still refuses after an hour, it says so again.
 */
const LONGEST_CLOSED_MS = 3600_000;
/** Of a cluster without a limit, whose pause only this process knows. */
const LONGEST_UNLIMITED_MS = 60_000;
/** Shorter pauses are nothing that an operation has to report. */
const REPORTED_FROM_MS = 5_000;

interface Waiter {
  go(): void;
  fail(error: unknown): void;
  onClosed: OnClosed | undefined;
}

export function createBudget(store: BudgetStore, rate: CallRate): Budget {
  const queue = createFairQueue<Waiter>();
  let unspent = 0;
  let underWay = 0;
  let refusals = 0;
  // Other programs may use the account too: one call finds out what is left before many are sent.
  let heard = false;
  let isDispatching = false;
  /** Calls that the last question to the store left; other processes and time have changed it since. */
  let left = rate.capacity;
  // One question at a time: a correction must not cross calls that are being taken.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const dispatch = async (): Promise<void> => {
    if (isDispatching) return;
    isDispatching = true;
    try {
      while (queue.size > 0 && (heard || underWay === 0)) {
        if (unspent === 0) {
          const waitMs = await alone(takeSome);
          if (unspent === 0) await sleep(Math.min(Math.max(waitMs, SHORTEST_POLL_MS), LONGEST_POLL_MS));
          continue;
        }
        const waiter = queue.next();
        if (waiter === undefined) break;
        unspent -= 1;
        underWay += 1;
        waiter.go();
      }
    } catch (error) {
      for (let waiter = queue.next(); waiter !== undefined; waiter = queue.next()) waiter.fail(error);
    } finally {
      isDispatching = false;
    }
  };

  const takeSome = async (): Promise<number> => {
    const taken = await store.take(heard ? Math.max(queue.size, 1) : 1);
    unspent += taken.granted;
    left = taken.left;
    if (taken.closedMs >= REPORTED_FROM_MS) reportClosed(taken.closedMs);
    return taken.waitMs;
  };

  const reportClosed = (forMs: number): void => {
    for (const waiter of queue.items()) {
      waiter.onClosed?.(forMs);
      waiter.onClosed = undefined;
    }
  };
  const close = (forMs: number): Promise<void> => store.close(Math.min(Math.max(forMs, 0), LONGEST_CLOSED_MS));

  const correct = async ({ remaining, closedMs, sameBucket }: VendorsCount): Promise<void> => {
    // What is under way, or taken and not sent yet, is out of our count and still in the vendor's.
    const atMost = remaining - underWay - unspent;
    const atLeast = sameBucket ? Math.min(atMost, remaining - SLACK) : -SLACK;
    const closeEnough = left > SLACK ? TOLERANCE : 0;
    if (atMost < left - closeEnough || atLeast > left) {
      await store.correct({ atMost, atLeast });
      left = Math.max(atLeast, Math.min(atMost, left));
    }
    if (closedMs !== undefined) await close(closedMs);
  };

  const pass: Pass = {
    async done(count) {
      underWay -= 1;
      heard = true;
      refusals = 0;
      if (count !== undefined) await alone(() => correct(count));
      void dispatch();
    },
    async refused(pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** refusals, LONGEST_PAUSE_MS)) {
      underWay -= 1;
      heard = true;
      refusals += 1;
      await alone(() => close(pauseMs));
      void dispatch();
    },
    unused() {
      underWay -= 1;
      unspent += 1;
      void dispatch();
    },
  };

  return {
    get waiting() {
      return queue.size;
    },
    estimatedWaitSec: () => Math.min(60, Math.ceil((queue.size + 1) / rate.perSec)),
    admit: (operationId, signal, onClosed) =>
      new Promise((resolve, reject) => {
        const give = () => {
          queue.remove(operationId, waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          go() {
            signal.removeEventListener("abort", give);
            resolve(pass);
          },
          fail(error) {
            signal.removeEventListener("abort", give);
            reject(error);
          },
          onClosed,
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener("abort", give, { once: true });
        queue.add(operationId, waiter);
        void dispatch();
      }),
  };
}

/** Of an account whose cloud sets no limit: after what it refuses nevertheless, this process sends nothing for a while. */
export function unlimitedBudget(): Budget {
  let closedUntil = 0;
  let waiting = 0;
  const pass: Pass = {
    done: async () => {},
    async refused(pauseMs = FIRST_PAUSE_MS) {
      const forMs = Math.min(Math.max(pauseMs, 0), LONGEST_UNLIMITED_MS);
      closedUntil = Math.max(closedUntil, performance.now() + forMs);
    },
    unused: () => {},
  };
  return {
    get waiting() {
      return waiting;
    },
    estimatedWaitSec: () => Math.max(1, Math.ceil((closedUntil - performance.now()) / 1000)),
    async admit(_operationId, signal, onClosed) {
      signal.throwIfAborted();
      const forMs = closedUntil - performance.now();
      if (forMs <= 0) return pass;
      if (forMs >= REPORTED_FROM_MS) onClosed?.(forMs);
      waiting += 1;
      try {
        await pauseFor(forMs, undefined, { signal });
        return pass;
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        waiting -= 1;
      }
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
