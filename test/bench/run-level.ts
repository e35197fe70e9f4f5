import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SandboxChild, startSandboxChild } from "../system/sandbox-child.ts";
import { type Batch, measure } from "./measure.ts";
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
  rounds: number;
  /** Whether a round comes before them that does not count: what runs for the first time is slower. */
  warmUp: boolean;
  /** Receives a line as each round begins. */
  report(line: string): void;
  /** Ends the run before the next batch. */
  signal: AbortSignal;
}

/** All rounds at one concurrency, on a sandbox of its own; nothing of it is left afterwards. */
export async function runLevel(run: LevelRun): Promise<Level> {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-bench-"));
  const sandbox = await startSandboxChild();
  const ways = new Map<WayKey, Way>();
  try {
    for (const key of run.ways) {
      const home = path.join(folder, key);
      await mkdir(home);
      ways.set(key, await openWay(key, { ...run, home, sandbox }));
    }
    const outcomes = await runRounds(run, ways);
    const memory = await measureMemory(run, ways);
    return { concurrency: run.concurrency, outcomes, memory, leftovers: await leftoversIn(sandbox) };
  } finally {
    await Promise.allSettled([...ways.values()].map((way) => way.close()));
    await sandbox.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every way in turn, so that a machine whose speed drifts slows all alike; each round begins with another one. */
async function runRounds(run: LevelRun, ways: ReadonlyMap<WayKey, Way>): Promise<Outcome[]> {
  const outcomes = [...ways].flatMap(([way, { operations }]) =>
    OPERATIONS.map((operation): Outcome => {
      const operate = operations[operation];
      return typeof operate === "string" ? { way, operation, missing: operate } : { way, operation, batches: [] };
    }),
  );
  for (let round = run.warmUp ? 0 : 1; round <= run.rounds; round += 1) {
    run.report(`${run.concurrency} at a time, ${round === 0 ? "warming up" : `round ${round} of ${run.rounds}`}`);
    for (const [key, way] of rotated([...ways], round)) {
      for (const outcome of outcomes) {
        if (outcome.way !== key || "missing" in outcome) continue;
        const batch = await runBatch(run, key, way, outcome.operation, round);
        if (round > 0) outcome.batches.push(batch);
      }
    }
  }
  return outcomes;
}

/** One more creation by each way, apart from the rounds: reading the memory takes time of its own. */
async function measureMemory(run: LevelRun, ways: ReadonlyMap<WayKey, Way>): Promise<MemoryFigures[]> {
  run.report(`${run.concurrency} at a time, memory`);
  const round = run.rounds + 1;
  const memory: MemoryFigures[] = [];
  for (const [key, way] of ways) {
    const idleMib = Math.round(memoryMib(way.roots));
    const meter = startMemoryMeter(way.roots);
    await runBatch(run, key, way, "create", round).finally(meter.stop);
    memory.push({ way: key, concurrency: run.concurrency, idleMib, peakMib: Math.round(meter.peakMib()) });
    await runBatch(run, key, way, "destroy", round);
  }
  return memory;
}

async function runBatch(
  { concurrency, signal }: LevelRun,
  key: WayKey,
  way: Way,
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
