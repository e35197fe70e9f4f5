import { fork } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FreeholdError } from "@freehold/model";
import { until } from "@freehold/testing";
import { expect } from "@jest/globals";
import { engineTest, filesBelow, listening, openEngine, PASSPHRASE, withEngine } from "../test/testbed.ts";
import type { RecoverRequest, RunRequest } from "./contract.ts";
import { survivors } from "./runs/end-old-run.ts";
import { liveProcesses } from "./runs/processes.ts";
import { createRunRecords, type RunRecord } from "./runs/run-records.ts";

const REF = { project: "test-hangs", name: "t1" };
const RECOVER: RecoverRequest = { program: "hangs", stack: "t1", passphrase: PASSPHRASE, after: "create" };

function request(calm: boolean): RunRequest {
  return {
    operationId: "op1",
    program: "hangs",
    stack: "t1",
    action: "up",
    config: { "test-hangs:calm": { value: String(calm) } },
    passphrase: PASSPHRASE,
  };
}

async function recordIn(home: string): Promise<RunRecord> {
  const [record] = await createRunRecords(join(home, "runs")).list(REF);
  if (record === undefined) throw new Error("there is no run record");
  return record;
}

engineTest(
  "when the runner is killed its engine dies with it, and after a recovery the stack can be built",
  async () => {
    await withEngine({}, async (engine, home) => {
      const hooks = listening();
      const run = engine.run(request(false), hooks);
      const lost = expect(run).rejects.toMatchObject({ code: "runner_lost" });
      await until("the engine to work", () => hooks.events.length > 0);
      const record = await recordIn(home);
      expect(survivors(record)).toHaveLength(2);

      process.kill(record.pid, "SIGKILL");
      await lost;

      expect(survivors(record)).toEqual([]);
      await expect(engine.run({ ...request(true), operationId: "op2" }, listening())).rejects.toMatchObject({
        code: "stack_locked",
      });
      // An engine that notices its runner's end before it is killed still takes its lock away.
      const lockLeft = (await filesBelow(home)).some((file) => file.includes("locks/"));
      expect(await engine.recover(RECOVER)).toEqual({
        killed: [],
        unlocked: lockLeft,
        clearedPending: [],
        removed: [],
        unowned: [],
      });
      await engine.run(request(true), listening());
      expect(await engine.recover(RECOVER)).toEqual({
        killed: [],
        unlocked: false,
        clearedPending: [],
        removed: [],
        unowned: [],
      });
      expect((await filesBelow(home)).filter((file) => /runs\/|locks\//.test(file))).toEqual([]);
    });
  },
);

engineTest("when the service is killed neither runner nor engine survives", async () => {
  const home = await mkdtemp(join(tmpdir(), "freehold-engine-"));
  const service = fork(fileURLToPath(new URL("../test/service-process.ts", import.meta.url)), [home], { execArgv: [] });
  let working = false;
  service.on("message", () => {
    working = true;
  });
  try {
    await until("the engine to work", () => working);
    const record = await recordIn(home);
    expect(survivors(record)).toHaveLength(2);

    service.kill("SIGKILL");

    await until("runner and engine to be gone", (see) => see(survivors(record)).length === 0);
    expect(liveProcesses().filter((each) => each.group === record.pgid)).toEqual([]);
  } finally {
    service.kill("SIGKILL");
    await rm(home, { recursive: true, force: true });
  }
});

engineTest("a recovery ends an old run that only sleeps", async () => {
  await withEngine({}, async (engine, home) => {
    const service = fork(fileURLToPath(new URL("../test/service-process.ts", import.meta.url)), [home], {
      execArgv: [],
    });
    let working = false;
    service.on("message", () => {
      working = true;
    });
    await until("the engine to work", () => working);
    const record = await recordIn(home);
    process.kill(-record.pgid, "SIGSTOP"); // a stopped runner does not notice that its service is gone
    service.kill("SIGKILL");

    const report = await engine.recover(RECOVER);

    expect(report).toMatchObject({ killed: [record.pgid], unlocked: true });
    expect(survivors(record)).toEqual([]);
  });
});

engineTest("a lock of a process on another host is not taken until its owner's lease is over", async () => {
  await withEngine({}, async (engine, home) => {
    const records = createRunRecords(join(home, "runs"));
    await records.write(REF, {
      operationId: "op1",
      pid: 1,
      pgid: 1,
      startTime: "x",
      host: "elsewhere",
      mark: "FREEHOLD_RUNNER=x",
    });

    await expect(engine.recover(RECOVER)).rejects.toMatchObject({
      code: "stack_locked",
      message: expect.stringContaining("elsewhere"),
    });

    expect(await engine.recover({ ...RECOVER, othersGone: true })).toMatchObject({ killed: [], unlocked: false });
    expect(await records.list(REF)).toEqual([]);
  });
});

engineTest("closing the engine cancels what runs and leaves no process", async () => {
  let group = 0;
  await withEngine({ cancelGraceMs: 100 }, async (engine, home) => {
    const hooks = listening();
    const run = expect(engine.run(request(false), hooks)).rejects.toMatchObject({ code: "cancelled" });
    await until("the engine to work", () => hooks.events.length > 0);
    group = (await recordIn(home)).pgid;

    await engine.close();
    await run;
  });

  expect(liveProcesses().filter((each) => each.group === group)).toEqual([]);
});

engineTest(
  "a lock is not taken from an engine that lives, and is from a process that only has its number",
  async () => {
    await withEngine({}, async (engine, home) => {
      const other = await openEngine({ home });
      const hooks = listening();
      const run = expect(other.engine.run(request(false), hooks)).rejects.toMatchObject({ code: "cancelled" });
      await until("the engine to work", () => hooks.events.length > 0);
      const record = await recordIn(home);
      await createRunRecords(join(home, "runs")).remove(REF, record.operationId);

      await expect(engine.recover(RECOVER)).rejects.toMatchObject({
        code: "stack_locked",
        message: expect.stringContaining("has held its lock"),
      });

      await other.engine.close();
      await run;
      const locks = join(home, "state", ".pulumi", "locks", "organization", "test-hangs", "t1");
      await mkdir(locks, { recursive: true });
      const lock = { pid: process.pid, username: "root", hostname: hostname(), timestamp: new Date().toISOString() };
      await writeFile(join(locks, "x.json"), JSON.stringify(lock));
      expect(await engine.recover(RECOVER)).toMatchObject({ unlocked: true });
    });
  },
);

engineTest("an operation whose lease is lost is killed, not waited for", async () => {
  await withEngine({ cancelGraceMs: 600_000 }, async (engine, home) => {
    const lost = new AbortController();
    const hooks = listening(lost.signal);
    const run = expect(engine.run(request(false), hooks)).rejects.toMatchObject({ code: "cancelled" });
    await until("the engine to work", () => hooks.events.length > 0);
    const record = await recordIn(home);

    lost.abort(new FreeholdError("lease_lost", "another worker resumes the operation"));
    await run;

    expect(survivors(record)).toEqual([]);
  });
});

engineTest("a stage that takes longer than it may ends the operation with its name", async () => {
  await withEngine({ cancelGraceMs: 100, stageMs: { initialise: 500 } }, async (engine) => {
    await expect(engine.run(request(false), listening())).rejects.toMatchObject({
      code: "initialise_timeout",
      message: expect.stringContaining("the stage initialise took longer"),
    });
  });
});

engineTest(
  "an engine of another service on this host is ended when the caller vouches that its lease is over",
  async () => {
    await withEngine({}, async (engine, home) => {
      const other = await openEngine({ home });
      const hooks = listening();
      const run = expect(other.engine.run(request(false), hooks)).rejects.toMatchObject({ code: "runner_lost" });
      await until("the engine to work", () => hooks.events.length > 0);
      const record = await recordIn(home);
      await createRunRecords(join(home, "runs")).remove(REF, record.operationId);

      const report = await engine.recover({ ...RECOVER, othersGone: true });

      expect(report.killed).toEqual([record.pgid]);
      await run;
      await other.engine.close();
    });
  },
);
