/**
 * Memory of the idle service and of a runner, as proportional set size: `npm run bench -- memory [--json] [--rounds N]`.
 * It reads Linux's /proc.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { findEngine } from "@freehold/toolchain";
import { SETTLE_SEC } from "./idle-memory.ts";
import { OPERATIONS, runnerMemory } from "./runner-memory.ts";
import { serviceMemory } from "./service-memory.ts";
import { sumOf } from "./tree-memory.ts";

const USAGE = "usage: npm run bench -- memory [--json] [--rounds N]";

const { json, rounds } = readArguments(process.argv.slice(2));
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined)
  throw new Error("no Pulumi engine 3.250.0; run `npm run bench -- memory`, which brings it");
// What the product sets for its own processes is to be measured, not what this one was started with.
for (const name of Object.keys(process.env)) if (name.startsWith("MALLOC_")) delete process.env[name];

/** MB by what was measured, one value for each round. */
const figures = new Map<string, number[]>();
for (let round = 1; round <= rounds; round += 1) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  await measure(pulumiBin);
}
const summary = [...figures].map(([what, values]) => ({ what, ...spreadOf(values) }));
const report = { unit: "MB", cpus: cpus().length, node: process.version, rounds, settleSec: SETTLE_SEC, summary };
process.stdout.write(json ? `${JSON.stringify(report)}\n` : asTable(summary));

function readArguments(args: string[]): { json: boolean; rounds: number } {
  const { values } = parseArgs({
    args,
    allowPositionals: true, // the command's own name comes first
    options: {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds must be a whole number, 1 or more, got ${values.rounds}; ${USAGE}`);
  }
  return { json: values.json, rounds };
}

async function measure(engineBin: string): Promise<void> {
  for (const [start, processes] of Object.entries(await serviceMemory())) {
    const when = start === "firstStart" ? "first start" : "restart";
    record(`service, idle, ${when}`, sumOf(processes, "service"));
    record(`with its launcher and runners, idle, ${when}`, sumOf(processes, "launcher", "service", "runner"));
  }
  const runner = await runnerMemory(engineBin);
  record("runner, idle, fresh", runner.fresh);
  record(`runner, idle, after ${OPERATIONS} operations`, runner.afterOperations);
  record("runner and its engine, most at a time", runner.busiest);
}

function record(what: string, mb: number): void {
  figures.set(what, [...(figures.get(what) ?? []), mb]);
}

interface Spread {
  median: number;
  lowest: number;
  highest: number;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  const at = (place: number) => sorted.at(place) ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), lowest: at(0), highest: at(-1) };
}

function asTable(rows: readonly (Spread & { what: string })[]): string {
  const line = (what: string, ...cells: (string | number)[]) =>
    `${what.padEnd(54)}${cells.map((cell) => String(cell).padStart(9)).join("")}\n`;
  const head = line("memory, MB", "median", "lowest", "highest");
  return head + rows.map(({ what, ...spread }) => line(what, spread.median, spread.lowest, spread.highest)).join("");
}
