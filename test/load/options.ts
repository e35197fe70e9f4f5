import { parseArgs } from "node:util";

/** What a run does to the service. */
export interface LoadOptions {
  /** Requests at once, duplicates included. */
  signups: number;
  /** How many of them repeat another one, with its `Idempotency-Key`. */
  duplicates: number;
  /** Worker processes. */
  workers: number;
  /** Operations that one worker carries out at a time. */
  concurrency: number;
  /** Share of the calls to a cloud that go wrong, 0 to 1. */
  faults: number;
  /** Seconds between two kills of a worker; 0 for none. */
  killEverySec: number;
  /** Accounts at Hetzner, each with the vendor's own rate limit. */
  accounts: number;
  seed: number;
  /** Longest that the whole may take. */
  limitSec: number;
}

/** The run that is asked of the service: `npm run test:load` without arguments. */
export const FULL: LoadOptions = {
  signups: 200,
  duplicates: 50,
  workers: 3,
  concurrency: 1,
  faults: 0.01,
  killEverySec: 60,
  accounts: 1,
  seed: 1,
  limitSec: 3600,
};

const USAGE = `usage: npm run test:load -- [--signups N] [--duplicates N] [--workers N] [--concurrency N] [--faults SHARE] [--kill-every SEC] [--accounts N] [--seed N] [--limit SEC]`;

export function readLoadOptions(args: string[]): LoadOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: {
      signups: text,
      duplicates: text,
      workers: text,
      concurrency: text,
      faults: text,
      "kill-every": text,
      accounts: text,
      seed: text,
      limit: text,
    },
  });
  const number = (name: keyof typeof values, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!(value >= 0)) throw new Error(`--${name} must be a number, 0 or more, got ${values[name]}; ${USAGE}`);
    return value;
  };
  return {
    signups: number("signups", FULL.signups),
    duplicates: number("duplicates", FULL.duplicates),
    workers: number("workers", FULL.workers),
    concurrency: number("concurrency", FULL.concurrency),
    faults: number("faults", FULL.faults),
    killEverySec: number("kill-every", FULL.killEverySec),
    accounts: number("accounts", FULL.accounts),
    seed: number("seed", FULL.seed),
    limitSec: number("limit", FULL.limitSec),
  };
}
