import { FreeholdError } from "@freehold/model";
import type { Runner } from "./runner-process.ts";

/** Warm runners, lent one order at a time. */
export interface RunnerPool {
  /** A runner of one's own until it is given back; waits for one in the order of asking. */
  acquire(): Promise<Runner>;
  /** Gives a runner back. One that is not clean, or has served its time, is ended and replaced. */
  release(runner: Runner): Promise<void>;
  /** Ends all runners, lent ones too. */
  close(): Promise<void>;
}

export interface RunnerPoolOptions {
  size: number;
  /** Orders after which a runner is replaced. */
  runsPerRunner: number;
  start(): Promise<Runner>;
}

interface Waiting {
  resolve(runner: Runner): void;
  reject(error: unknown): void;
}

/** Makes a pool and waits for its first runner; the others start behind it. */
export async function createRunnerPool(options: RunnerPoolOptions): Promise<RunnerPool> {
  const idle: Runner[] = [];
  const lent = new Set<Runner>();
  const waiting: Waiting[] = [];
  const runs = new Map<Runner, number>();
  const starts = new Set<Promise<void>>();
  let closed = false;

  const hand = (runner: Runner) => {
    const next = waiting.shift();
    if (next === undefined) return void idle.push(runner);
    lent.add(runner);
    next.resolve(runner);
  };
  const refuseAll = (error: unknown) => {
    for (const each of waiting.splice(0)) each.reject(error);
  };
  const startOne = (): Promise<void> => {
    const start = options.start().then(
      async (runner) => (closed ? runner.kill() : hand(runner)),
      // What keeps one runner from starting keeps all: nobody may wait for a runner that does not come.
      refuseAll,
    );
    const done = start.then(() => void starts.delete(done));
    starts.add(done);
    return done;
  };
  const fill = () => {
    while (!closed && idle.length + lent.size + starts.size < options.size) void startOne();
  };
  const dropDead = () => {
    for (const runner of idle.filter((each) => !each.isAlive())) idle.splice(idle.indexOf(runner), 1);
  };

  const pool: RunnerPool = {
    async acquire() {
      if (closed) throw new FreeholdError("service_unavailable", "the engine is closed");
      dropDead();
      const runner = idle.shift();
      if (runner !== undefined) {
        lent.add(runner);
        return runner;
      }
      const pending = new Promise<Runner>((resolve, reject) => waiting.push({ resolve, reject }));
      fill();
      return pending;
    },
    async release(runner) {
      lent.delete(runner);
      const served = (runs.get(runner) ?? 0) + 1;
      runs.set(runner, served);
      if (!closed && runner.isAlive() && runner.isClean() && served < options.runsPerRunner) return hand(runner);
      runs.delete(runner);
      await runner.kill();
      fill();
    },
    async close() {
      closed = true;
      for (const each of waiting.splice(0))
        each.reject(new FreeholdError("service_unavailable", "the engine is closed"));
      await Promise.all([...idle.splice(0), ...lent].map((runner) => runner.kill()));
      await Promise.all(starts);
    },
  };

  const first = await pool.acquire();
  lent.delete(first);
  hand(first);
  fill();
  return pool;
}
