import { parseArgs } from "node:util";

/** The ways to drive Pulumi that are compared. */
export const WAYS = {
  a: "Automation API",
  b: "bare CLI",
  c: "Freehold's engine",
  d: "Freehold over HTTP",
} as const;
export type WayKey = keyof typeof WAYS;

export interface BenchOptions {
  /** Rounds with one tenant at a time; with K at a time there are a K-th of them, rounded up: as many operations. */
  rounds: number;
  ways: readonly WayKey[];
  /** Tenants at a time. */
  concurrency: readonly number[];
  /** One JSON object instead of a table. */
  json: boolean;
}

/** `npm run bench` without arguments. */
export const DEFAULTS: BenchOptions = { rounds: 3, ways: ["a", "b", "c", "d"], concurrency: [1, 2, 4], json: false };

const MOST_AT_A_TIME = 32;

export const USAGE = `usage: npm run bench -- [--rounds N] [--only a,b,c,d] [--concurrency 1,2,4] [--json] [--help]

Creates tenants, updates them without a change and destroys them, with the program of stacks/tenant against a sandbox
with simulated machines, in turn by:
${Object.entries(WAYS)
  .map(([key, name]) => `  ${key}  ${name}`)
  .join("\n")}

  --rounds N           times that each does so for a single tenant, ${DEFAULTS.rounds} by default; with K at a time, a K-th of them
  --only a,d           some of them, all by default
  --concurrency 1,2    tenants at a time, 1 to ${MOST_AT_A_TIME}; ${DEFAULTS.concurrency} by default
  --json               one JSON object on standard output instead of a table
  --help               this text

docs/benchmark.md says how it is measured, and what one run gave.
`;

/**
 * Reads the command line; `help` when it asks for {@link USAGE}.
 *
 * @throws Error that names the option, the value got and what is allowed
 */
export function readBenchOptions(args: string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string" },
      only: { type: "string" },
      concurrency: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    rounds: values.rounds === undefined ? DEFAULTS.rounds : wholeNumber("--rounds", values.rounds, 1000),
    ways: values.only === undefined ? DEFAULTS.ways : listOf(values.only, wayNamed),
    concurrency:
      values.concurrency === undefined
        ? DEFAULTS.concurrency
        : listOf(values.concurrency, (text) => wholeNumber("--concurrency", text, MOST_AT_A_TIME)),
    json: values.json,
  };
}

function listOf<T>(text: string, read: (each: string) => T): T[] {
  return [...new Set(text.split(",").map((each) => read(each.trim())))];
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${option} must be a whole number, 1 to ${most}, got ${JSON.stringify(text)}; see --help`);
}

function wayNamed(text: string): WayKey {
  if (Object.hasOwn(WAYS, text)) return text as WayKey;
  throw new Error(`--only must be of ${Object.keys(WAYS)}, got ${JSON.stringify(text)}; see --help`);
}
