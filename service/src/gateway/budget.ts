import type { CallRate, TakenCalls } from "../db/api-budgets.ts";
import { createTurns } from "./turns.ts";
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

/** The calls that an account may still make, as this process sees them. */
export interface Budget {
  readonly waiting: number;
  /**
   * Waits for the right to send one call. Operations have their turns one after the other.
   *
   * @throws the signal's reason, when it ends the wait
   */
  admit(operationId: string, signal: AbortSignal): Promise<Pass>;
  /** Seconds after which one more caller may hope for its turn. */
  hopeSec(): number;
}

/** By how much our count may be lower than a vendor's that is kept as ours is: more than is ever under way at once. */
const SLACK = 100;

/** Differences that are not worth a statement while there is plenty. */
const TOLERANCE = 10;

const SHORTEST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Waiter {
  go(): void;
  fail(error: unknown): void;
}

export function createBudget(store: BudgetStore, rate: CallRate): Budget {
  const turns = createTurns<Waiter>();
  let unspent = 0;
  let underWay = 0;
  let refusals = 0;
  // Other programs may use the account too: one call finds out what is left before many are sent.
  let heard = false;
  let handing = false;
  /** Calls that the last question to the store left; other processes and time have changed it since. */
  let left = rate.capacity;
  // One question at a time: a correction must not cross calls that are being taken.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const hand = async (): Promise<void> => {
    if (handing) return;
    handing = true;
    try {
      while (turns.size > 0 && (heard || underWay === 0)) {
        if (unspent === 0) {
          const waitMs = await alone(takeSome);
          if (unspent === 0) await sleep(Math.min(Math.max(waitMs, SHORTEST_LOOK_MS), LONGEST_LOOK_MS));
          continue;
        }
        const waiter = turns.next();
        if (waiter === undefined) break;
        unspent -= 1;
        underWay += 1;
        waiter.go();
      }
    } catch (error) {
      for (let waiter = turns.next(); waiter !== undefined; waiter = turns.next()) waiter.fail(error);
    } finally {
      handing = false;
    }
  };

  const takeSome = async (): Promise<number> => {
    const taken = await store.take(heard ? Math.max(turns.size, 1) : 1);
    unspent += taken.granted;
    left = taken.left;
    return taken.waitMs;
  };

  const correct = async ({ remaining, closedMs, sameBucket }: VendorsCount): Promise<void> => {
    // What is under way, or taken and not sent yet, is out of our count and still in the vendor's.
    const atMost = remaining - underWay - unspent;
    const atLeast = sameBucket ? Math.min(atMost, remaining - SLACK) : -SLACK;
    const closeEnough = left > SLACK ? TOLERANCE : 0;
    if (atMost < left - closeEnough || atLeast > left) {
      await store.correct({ atMost, atLeast });
      left = Math.max(atLeast, Math.min(atMost, left));
    }
    if (closedMs !== undefined) await store.close(closedMs);
  };

  const pass: Pass = {
    async done(count) {
      underWay -= 1;
      heard = true;
      refusals = 0;
      if (count !== undefined) await alone(() => correct(count));
      void hand();
    },
    async refused(pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** refusals, LONGEST_PAUSE_MS)) {
      underWay -= 1;
      heard = true;
      refusals += 1;
      await alone(() => store.close(pauseMs));
      void hand();
    },
    unused() {
      underWay -= 1;
      unspent += 1;
      void hand();
    },
  };

  return {
    get waiting() {
      return turns.size;
    },
    hopeSec: () => Math.min(60, Math.ceil((turns.size + 1) / rate.perSec)),
    admit: (operationId, signal) =>
      new Promise((resolve, reject) => {
        const give = () => {
          turns.remove(operationId, waiter);
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
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener("abort", give, { once: true });
        turns.add(operationId, waiter);
        void hand();
      }),
  };
}

/** Of an account whose cloud sets no limit: what it refuses nevertheless is sent again after a pause. */
export function unlimitedBudget(): Budget {
  const pass: Pass = { done: async () => {}, refused: (pauseMs = FIRST_PAUSE_MS) => sleep(pauseMs), unused: () => {} };
  return {
    waiting: 0,
    hopeSec: () => 1,
    async admit(_operationId, signal) {
      signal.throwIfAborted();
      return pass;
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
