import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import { type BudgetStore, createBudget, unlimitedBudget } from "./budget.ts";

const HOUR_MS = 3600_000;
const RATE = { capacity: 10, perSec: 1 };

/** A store that grants everything, and keeps how long it was to be closed; `closedMs` is how long it says that it is. */
function openStore(closedMs = () => 0) {
  const closings: number[] = [];
  const seen = { takes: 0 };
  const store: BudgetStore = {
    take: async (wanted) => {
      const forMs = closedMs();
      seen.takes += 1;
      return { granted: forMs > 0 ? 0 : wanted, left: 0, waitMs: forMs, closedMs: forMs };
    },
    correct: async () => {},
    close: async (forMs) => void closings.push(forMs),
  };
  return { store, closings, seen };
}

const NEVER = new AbortController().signal;

test.each([
  ["seven seconds", 7_000, 7_000],
  ["a day", 86_400_000, HOUR_MS],
  ["more than a timer holds", 99_999_999_000, HOUR_MS],
  ["a time that is over", -5_000, 0],
])("a vendor that asks for a pause of %s is given %i ms as at most an hour", async (_what, asked, given) => {
  const { store, closings } = openStore();
  const budget = createBudget(store, RATE);

  await (await budget.admit("op1", NEVER)).refused(asked);
  await (await budget.admit("op1", NEVER)).done({ remaining: 0, closedMs: asked, sameBucket: false });

  expect(closings).toEqual([given, given]);
});

test("whoever waits for an account that its vendor has closed hears it, once", async () => {
  let closedMs = 20_000;
  const { store } = openStore(() => closedMs);
  const budget = createBudget(store, RATE);
  const heard: number[] = [];
  const admitted = budget.admit("op1", NEVER, (forMs) => heard.push(forMs));
  await until("it to be heard", () => heard.length > 0);

  closedMs = 0;
  await admitted;

  expect(heard).toEqual([20_000]);
});

test("a short pause is nothing to be reported", async () => {
  let closedMs = 200;
  const { store, seen } = openStore(() => closedMs);
  const heard: number[] = [];
  const admitted = createBudget(store, RATE).admit("op1", NEVER, (forMs) => heard.push(forMs));
  await until("the store to be asked", () => seen.takes > 0);

  closedMs = 0;
  await admitted;

  expect(heard).toEqual([]);
});

test("a pause for a cluster without a limit ends with whoever waits, and is at most a minute", async () => {
  const budget = unlimitedBudget();
  await (await budget.admit("op1", NEVER)).refused(99_999_999_000);
  const waiting = new AbortController();
  const heard: number[] = [];
  const admitted = budget.admit("op1", waiting.signal, (forMs) => heard.push(forMs));
  expect(budget.waiting).toBe(1);
  expect(budget.estimatedWaitSec()).toBe(60);

  waiting.abort(new Error("the caller has gone"));

  await expect(admitted).rejects.toThrow("the caller has gone");
  expect(budget.waiting).toBe(0);
  expect(heard[0]).toBeGreaterThan(59_000);
});
