import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine, type Engine, type RunRequest } from "@freehold/engine";
import { openStateFence, type StateFence } from "@freehold/service";
import { startPostgres } from "@freehold/service/testing/postgres";
import { until } from "@freehold/testing";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { pino } from "pino";
import { engineReason, pulumiBin } from "./engine-binary.ts";

const PROJECT = "test-waits";
const STACK = { program: "waits", stack: "t1" };
const PASSPHRASE = "correct horse battery staple";
const OLD = { operationId: "op1", fencingToken: 1 };
const NEW = { operationId: "op1", fencingToken: 2 };

const postgres = pulumiBin === undefined ? { missing: "no Pulumi engine 3.250.0" } : await startPostgres();

if ("missing" in postgres) {
  test.skip(`Pulumi's state in PostgreSQL under a role of each lease's own (skipped: ${postgres.missing})`, () => {});
} else {
  afterAll(() => postgres.close());
  describe(`Pulumi's state in PostgreSQL under a role of each lease's own${engineReason}`, () =>
    suite(
      (rights) => postgres.newOwnedDatabase(rights),
      () => postgres.log(),
    ));
}

function suite(newDatabase: (rights: string) => Promise<string>, serverLog: () => string): void {
  let folder: string;
  let backendUrl: string;
  let admin: pg.Client;
  let fence: StateFence;
  let engine: Engine | undefined;
  let current: { operationId: string; fencingToken: number };
  const warnings: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-fence-"));
    backendUrl = `${await newDatabase("createrole")}?sslmode=disable`;
    admin = new pg.Client(backendUrl);
    await admin.connect();
    current = OLD;
    const leases = {
      isCurrent: async (lease: typeof OLD) => lease.fencingToken === current.fencingToken,
      current: async () => [current],
    };
    fence = await openStateFence({ backendUrl, installation: "i1", leases, log: pino({ level: "silent" }) });
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
    // Roles are of the whole server.
    await Promise.all([fence.release(OLD), fence.release(NEW)]);
    await fence.close();
    await admin.end();
    await rm(folder, { recursive: true });
  });

  const newEngine = (home: string): Promise<Engine> =>
    createEngine({
      ...{ pulumiBin: pulumiBin ?? "", home: path.join(folder, home), standIns: false, poolSize: 1, backendUrl },
      programs: {
        waits: { project: PROJECT, module: new URL("./programs/waits-for-file.ts", import.meta.url).href },
      },
    });
  const go = () => path.join(folder, "go");
  const request = (url: string | undefined): RunRequest => ({
    ...{ ...STACK, operationId: "op1", action: "up", passphrase: PASSPHRASE },
    config: { [`${PROJECT}:file`]: { value: go() } },
    ...(url !== undefined && { backendUrl: url }),
  });
  const state = async (): Promise<string> => {
    const { rows } = await admin.query<{ key: string; data: { data: string } }>(
      "select key, data from pulumi_state where key like '%stacks/%t1.json'",
    );
    return rows.map(({ data }) => Buffer.from(data.data, "base64").toString("utf8")).join("\n");
  };
  const roles = async (): Promise<string[]> =>
    (await admin.query<{ rolname: string }>("select rolname from pg_roles where rolname like 'fh\\_%\\_op1\\_%'")).rows
      .map(({ rolname }) => rolname)
      .sort();

  /** Begins an update, and stops its whole process group once it has written the first of its two components. */
  const stoppedMidway = async (url: string | undefined) => {
    engine = await newEngine("old");
    const run = engine.run(request(url), { onEvent: () => {} });
    const outcome = run.then(
      () => "succeeded",
      (error: Error) => error.message,
    );
    await until("the state to hold the first component", async () => (await state()).includes("Thing::before"));
    const records = path.join(folder, "old", "runs", PROJECT, STACK.stack);
    const [file = ""] = await readdir(records);
    const { pgid } = JSON.parse(await readFile(path.join(records, file), "utf8")) as { pgid: number };
    process.kill(-pgid, "SIGSTOP");
    return { outcome, goOn: () => process.kill(-pgid, "SIGCONT"), kill: () => process.kill(-pgid, "SIGKILL") };
  };

  test("an engine that was stopped and taken over writes nothing any more when it resumes", async () => {
    const own = (await fence.take(OLD)) ?? "";
    const { outcome, goOn, kill } = await stoppedMidway(own);

    current = NEW;
    const successor = await fence.take(NEW);
    const before = await state();
    await writeFile(go(), "");
    goOn();

    // The engine writes, is refused, and tries again for half a minute for each write: that is not waited for.
    await until("the server to refuse the engine", () => serverLog().split(new URL(own).username).length > 2);
    expect(await state()).toBe(before);
    kill();
    expect(await outcome).not.toBe("succeeded");
    expect(await roles()).toEqual([expect.stringMatching(/_op1_2$/)]);
    expect(successor).toMatch(/^postgres:\/\/fh_[0-9a-f]{8}_op1_2:[\w-]{32}@/);
  });

  test("without being taken over it writes, and reports success", async () => {
    const { outcome, goOn } = await stoppedMidway(await fence.take(OLD));

    await writeFile(go(), "");
    goOn();

    expect(await outcome).toBe("succeeded");
    expect(await state()).toContain("Thing::after");
    await fence.release(OLD);
    expect(await roles()).toEqual([]);
  });

  test("an owner that comes too late gets nothing, and what nobody holds is removed", async () => {
    current = NEW;
    await fence.take(NEW);

    await expect(fence.take(OLD)).rejects.toThrow();
    expect(await roles()).toEqual([expect.stringMatching(/_op1_2$/)]);
    current = { operationId: "op2", fencingToken: 1 };
    expect([await fence.removeAbandoned(), await fence.removeAbandoned()]).toEqual([1, 0]);
    expect(await roles()).toEqual([]);
  });

  test("without CREATEROLE there is a warning and no fence", async () => {
    const unable = await newDatabase("");
    const log = pino({}, { write: (line: string) => void warnings.push(line) });
    const leases = { isCurrent: async () => true, current: async () => [] };
    const none = await openStateFence({ backendUrl: unable, installation: "i1", leases, log });

    expect(await none.take(OLD)).toBeUndefined();
    expect(warnings.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        level: 40,
        reason: "its user has no CREATEROLE",
        msg: expect.stringContaining("CREATEROLE"),
      }),
    ]);
    await none.release(OLD);
    await none.close();
  });
}
