import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EngineLog, EngineOptions } from "./contract.ts";
import { makeHome } from "./home.ts";
import { createRunnerPool, type RunnerPool } from "./pool/runner-pool.ts";
import { type Runner, startRunner } from "./pool/runner-process.ts";
import { createProgramRegistry, type ProgramRegistry } from "./programs/registry.ts";
import type { StackOrder } from "./runner/protocol.ts";
import { createRunRecords, type RunRecords } from "./runs/run-records.ts";
import type { StackRef } from "./stack-ref.ts";
import { openStateStore } from "./state/open-state-store.ts";
import type { StateStore } from "./state/state-store.ts";
import type { Limits } from "./supervise.ts";

/** Lends a warm runner and a folder for one order; both are taken back when the work ends. */
export type LendRunner = <T>(
  ref: StackRef,
  passphrase: string,
  work: (runner: Runner, order: StackOrder) => Promise<T>,
) => Promise<T>;

/** The parts that an engine is put together from. */
export interface EngineWorld {
  programs: ProgramRegistry;
  records: RunRecords;
  store: StateStore;
  pool: RunnerPool;
  lendRunner: LendRunner;
  limits: Limits;
  inventoryDelayMs: number;
  log: EngineLog;
}

/** Makes the parts, with the defaults of {@link EngineOptions}. */
export async function createEngineWorld(options: EngineOptions): Promise<EngineWorld> {
  const { pulumiBin, standIns, env = {}, poolSize = 2, runsPerRunner = 50 } = options;
  const home = await makeHome(options.home);
  const backendUrl = options.backendUrl ?? pathToFileURL(home.state).href;
  const programs = createProgramRegistry(options.programs);
  const start = () => startRunner({ pulumiBin, standIns, env, modules: programs.modules() });
  const pool = await createRunnerPool({ size: poolSize, runsPerRunner, start });

  const lendRunner: LendRunner = async (ref, passphrase, work) => {
    const runner = await pool.acquire();
    const workDir = await mkdtemp(join(home.work, `${ref.name}-`));
    try {
      const order = { ref, passphrase, backendUrl: ref.backendUrl ?? backendUrl, pulumiHome: home.pulumi, workDir };
      return await work(runner, order);
    } finally {
      await pool.release(runner);
      await rm(workDir, { recursive: true, force: true });
    }
  };

  return {
    programs,
    records: createRunRecords(home.runs),
    store: openStateStore(backendUrl, (ref, passphrase, args, files = {}) =>
      lendRunner(ref, passphrase, (runner, order) => runner.command({ ...order, args, files })),
    ),
    pool,
    lendRunner,
    limits: {
      cancelGraceMs: options.cancelGraceMs ?? 120_000,
      silenceMs: options.silenceMs ?? 1_200_000,
      deadlineMs: options.deadlineMs ?? 3_600_000,
      stageMs: options.stageMs ?? {},
    },
    inventoryDelayMs: options.inventoryDelayMs ?? 3000,
    log: options.log ?? (() => undefined),
  };
}
