import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SandboxChild, startSandboxChild } from "../system/sandbox-child.ts";
import { type Batch, measure } from "./measure.ts";
import { memoryMib, startMemoryMeter } from "./memory-meter.ts";
import { WAYS, type WayKey } from "./options.ts";
import type { MemoryFigures } from "./report.ts";
import { openWay } from "./ways/open-way.ts";
import { type BenchTenant, benchTenant, OPERATIONS, type OperationKind, type Way } from "./ways/way.ts";

/** What was measured at one concurrency. */
export interface Level {
  concurrency: number;
  /** By way and operation: a batch for each round, or why there is none. */
  batches: Map<WayKey, Record<OperationKind, Batch[] | string>>;
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
    const batches = await runRounds(run, ways);
    const memory = await measureMemory(run, ways);
    return { concurrency: run.concurrency, batches, memory, leftovers: await leftoversIn(sandbox) };
  } finally {
    await Promise.allSettled([...ways.values()].map((way) => way.close()));
    await sandbox.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every way in turn, so that a machine whose speed drifts slows all alike; each round begins with another one. */
async function runRounds(run: LevelRun, ways: ReadonlyMap<WayKey, Way>): Promise<Level["batches"]> {
  const batches: Level["batches"] = new Map(
    run.ways.map((key) => [key, { create: [], update: [], destroy: [] } satisfies Record<OperationKind, Batch[]>]),
  );
  for (let round = run.warmUp ? 0 : 1; round <= run.rounds; round += 1) {
    run.report(`${run.concurrency} at a time, ${round === 0 ? "warming up" : `round ${round} of ${run.rounds}`}`);
    for (const [key, way] of rotated([...ways], round)) {
      for (const operation of OPERATIONS) {
        const outcome = await runBatch(run, key, way, operation, round);
        const so = batches.get(key) as Record<OperationKind, Batch[] | string>;
        const before = so[operation];
        if (typeof outcome === "string") so[operation] = outcome;
        else if (round > 0 && typeof before !== "string") before.push(outcome);
      }
    }
  }
  return batches;
}

/** One more creation by each way, apart from the rounds: reading the memory takes time of its own. */
async function measureMemory(run: LevelRun, ways: ReadonlyMap<WayKey, Way>): Promise<MemoryFigures[]> {
  run.report(`${run.concurrency} at a time, memory`);
  const memory: MemoryFigures[] = [];
  for (const [key, way] of ways) {
    const idleMib = memoryMib(way.roots);
    const meter = startMemoryMeter(way.roots);
    await runBatch(run, key, way, "create", run.rounds + 1).finally(meter.stop);
    memory.push({
      way: key,
      concurrency: run.concurrency,
      idleMib: Math.round(idleMib),
      peakMib: Math.round(meter.peakMib()),
    });
    await runBatch(run, key, way, "destroy", run.rounds + 1);
  }
  return memory;
}

/** @returns Why there is no batch, where the way cannot do it. */
async function runBatch(
  { concurrency, signal }: LevelRun,
  key: WayKey,
  way: Way,
  operation: OperationKind,
  round: number,
): Promise<Batch | string> {
  signal.throwIfAborted();
  const operate = way.operations[operation];
  if (typeof operate === "string") return operate;
  const tenants: BenchTenant[] = Array.from({ length: concurrency }, (_, place) => benchTenant(key, round, place));
  return measure(way, operate, tenants).catch((cause: unknown) => {
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
