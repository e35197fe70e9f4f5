import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SandboxChild, startSandboxChild } from "../system/sandbox-child.ts";
import { type Batch, fulfilled, measure } from "./measure.ts";
import { memoryMib, startMemoryMeter } from "./memory-meter.ts";
import { WAYS, type WayKey } from "./options.ts";
import type { MemoryFigures } from "./report.ts";
import { openWay } from "./ways/open-way.ts";
import { benchTenant, OPERATIONS, type OperationKind, type Way } from "./ways/way.ts";

/** An operation by a way: a batch for each round, or why there is none. */
export type Outcome = { way: WayKey; operation: OperationKind } & ({ batches: Batch[] } | { missing: string });

/** What was measured at one concurrency. */
export interface Level {
  concurrency: number;
  outcomes: Outcome[];
  memory: MemoryFigures[];
  /** What the clouds held at the end that belongs to a tenant. */
  leftovers: string[];
}

export interface LevelRun {
  pulumiBin: string;
  ways: readonly WayKey[];
  concurrency: number;
  /** Times that each way does everything. */
  rounds: number;
  /** Receives a line as each round begins. */
  report(line: string): void;
  /** Ends the run before the next batch. */
  signal: AbortSignal;
}

/** All rounds at one concurrency, on a sandbox of its own; nothing of it is left afterwards. */
export async function runLevel(run: LevelRun): Promise<Level> {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-bench-"));
  const sandbox = await startSandboxChild();
  const opened = await Promise.allSettled(
    run.ways.map(async (key): Promise<OpenWay> => {
      const home = path.join(folder, key);
      await mkdir(home);
      return { key, way: await openWay(key, { ...run, home, sandbox }) };
    }),
  );
  try {
    const ways = opened.map(fulfilled);
    const memory = await warmUp(run, ways);
    const outcomes = await runRounds(run, ways);
    return { concurrency: run.concurrency, outcomes, memory, leftovers: await leftoversIn(sandbox) };
  } finally {
    await Promise.allSettled(opened.map(async (each) => fulfilled(each).way.close()));
    await sandbox.end();
    await rm(folder, { recursive: true, force: true });
  }
}

interface OpenWay {
  key: WayKey;
  way: Way;
}

/**
 * A first creation and destruction by each way, which does not count: what runs for the first time is slower. Memory is measured meanwhile,
 * because reading it takes time of its own.
 */
async function warmUp(run: LevelRun, ways: readonly OpenWay[]): Promise<MemoryFigures[]> {
  run.report(`${run.concurrency} at a time, warming up`);
  const memory: MemoryFigures[] = [];
  for (const open of ways) {
    const { roots } = open.way;
    const meter = startMemoryMeter(roots);
    await runBatch(run, open, "create", 0).finally(meter.stop);
    await runBatch(run, open, "destroy", 0);
    const [idleMib, peakMib] = [memoryMib(roots), meter.peakMib()].map(Math.round) as [number, number];
    memory.push({ way: open.key, concurrency: run.concurrency, idleMib, peakMib });
  }
  return memory;
}

/** Every way in turn, so that a machine whose speed drifts slows all alike; each round begins with another one. */
async function runRounds(run: LevelRun, ways: readonly OpenWay[]): Promise<Outcome[]> {
  const outcomes = ways.flatMap(({ key, way }) => OPERATIONS.map((operation) => nothingYet(key, way, operation)));
  for (let round = 1; round <= run.rounds; round += 1) {
    run.report(`${run.concurrency} at a time, round ${round} of ${run.rounds}`);
    for (const open of rotated(ways, round - 1)) {
      for (const outcome of outcomes) {
        if (outcome.way !== open.key || "missing" in outcome) continue;
        outcome.batches.push(await runBatch(run, open, outcome.operation, round));
      }
    }
  }
  return outcomes;
}

function nothingYet(key: WayKey, { operations }: Way, operation: OperationKind): Outcome {
  const operate = operations[operation];
  const what = { way: key, operation };
  return typeof operate === "string" ? { ...what, missing: operate } : { ...what, batches: [] };
}

async function runBatch(
  { concurrency, signal }: LevelRun,
  { key, way }: OpenWay,
  operation: OperationKind,
  round: number,
): Promise<Batch> {
  signal.throwIfAborted();
  const operate = way.operations[operation];
  if (typeof operate === "string") throw new Error(operate);
  const tenants = Array.from({ length: concurrency }, (_, place) => benchTenant(key, round, place));
  return measure(way.roots, operate, tenants).catch((cause: unknown) => {
    signal.throwIfAborted(); // what ended the benchmark may have ended the way's processes as well
    throw new Error(`${operation} by ${key} (${WAYS[key]}) failed: ${(cause as Error).message}`, { cause });
  });
}

/** What belongs to an account as a whole, such as firewalls, stays while there are tenants to come. */
async function leftoversIn(sandbox: SandboxChild): Promise<string[]> {
  const items = (await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
  return items.map(({ cloud, type, name }) => `${cloud} ${type} ${name}`);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
