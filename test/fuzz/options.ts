import { parseArgs } from "node:util";

/** How much is tried, and with what. */
export interface FuzzOptions {
  /** The same seed asks the same, as far as the answers are the same. */
  seed: number;
  /** Requests for each route and key: the most, valid and invalid ones together. */
  examples: number;
  /** With `thorough`: about how long each key tries the limits of the schemas, and what answers lead to. */
  seconds: number;
  /** Kinds of keys that ask, of `KINDS`. */
  keys: readonly KeyKind[];
  /** Whether every limit of the schemas is tried too, and answers are used to ask on. Takes long. */
  thorough: boolean;
}

const KINDS = ["operator", "owner", "viewer"] as const;
export type KeyKind = (typeof KINDS)[number];

/** `npm run test:fuzz` without arguments. */
const FULL: FuzzOptions = { seed: 1, examples: 50, seconds: 600, keys: KINDS, thorough: true };

/** What `npm test` does of it. */
export const SAMPLE: FuzzOptions = { seed: 1, examples: 2, seconds: 60, keys: KINDS, thorough: false };

const USAGE =
  "usage: npm run test:fuzz -- [--seed N] [--examples N] [--seconds N] [--keys operator,owner,viewer] [--quick]";

export function readFuzzOptions(args: string[]): FuzzOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: { seed: text, examples: text, seconds: text, keys: text, quick: { type: "boolean", default: false } },
  });
  const number = (name: "seed" | "examples" | "seconds"): number => {
    const value = Number(values[name] ?? FULL[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Error(`--${name} must be a whole number, 1 or more, got ${values[name]}; ${USAGE}`);
  };
  return {
    seed: number("seed"),
    examples: number("examples"),
    seconds: number("seconds"),
    keys: values.keys === undefined ? FULL.keys : values.keys.split(",").map(kindNamed),
    thorough: !values.quick,
  };
}

function kindNamed(name: string): KeyKind {
  const kind = KINDS.find((candidate) => candidate === name);
  if (kind === undefined) throw new Error(`--keys must be of ${KINDS.join(", ")}, got "${name}"; ${USAGE}`);
  return kind;
}
