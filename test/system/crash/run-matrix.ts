import { startPostgres, type TestPostgres } from "@freehold/service/testing/postgres";
import { BACKENDS, type Backend, type CrashCase, casesOf, nameOf } from "./cases.ts";
import { type CaseResult, runCase, type TestbedInUse, useTestbed } from "./run-case.ts";
import { openTestbed } from "./testbed.ts";

/** Which cases are run, and how many at a time. */
export interface MatrixOptions {
  pulumiBin: string;
  /** Services at work at the same time; each with its runner, sandbox and engine takes about 900 MB. */
  testbeds: number;
  /** @default - all */
  backends?: readonly Backend[];
  /** Takes a selection of a backend's cases. @default - all */
  select?: (cases: CrashCase[]) => CrashCase[];
  /** Aborted, no further case begins; those that run are ended and everything is cleaned up. */
  signal?: AbortSignal;
  /** Hears of each result as it comes. */
  onResult?: (result: CaseResult, done: number, all: number) => void;
}

/** Runs the cases backend by backend; the table is made of what clean operations ask for. */
export async function runMatrix({ backends = BACKENDS, ...options }: MatrixOptions): Promise<CaseResult[]> {
  const postgres = await postgresFor(backends);
  try {
    const results: CaseResult[] = [];
    for (const backend of backends) results.push(...(await runBackend(backend, postgres, options)));
    return results;
  } finally {
    await postgres?.close();
  }
}

async function postgresFor(backends: readonly Backend[]): Promise<TestPostgres | undefined> {
  if (backends.every((backend) => backend === "embedded")) return undefined;
  const postgres = await startPostgres();
  if ("missing" in postgres) throw new Error(`PostgreSQL cannot be started: ${postgres.missing}`);
  return postgres;
}

async function runBackend(
  backend: Backend,
  postgres: TestPostgres | undefined,
  { pulumiBin, testbeds: count, select, signal, onResult }: Omit<MatrixOptions, "backends">,
): Promise<CaseResult[]> {
  const open = async () => {
    const testbed = await openTestbed({ backend, pulumiBin, ...(postgres && { postgres }) });
    return useTestbed(testbed).catch(async (error: unknown) => {
      await testbed.close();
      throw error;
    });
  };
  const testbeds: TestbedInUse[] = [await open()];
  try {
    const [first] = testbeds;
    const all = casesOf(backend, (first as TestbedInUse).clean);
    const waiting = [...(select?.(all) ?? all)];
    const number = waiting.length;
    const more = Array.from({ length: Math.min(count, number) - 1 }, () => open().then((use) => testbeds.push(use)));
    await Promise.all(more);
    const results: CaseResult[] = [];
    await Promise.all(
      testbeds.map(async (use) => {
        for (let each = takeNext(waiting, use); each !== undefined; each = takeNext(waiting, use)) {
          if (signal?.aborted) return;
          const result = await runCase(use, each).catch((error: unknown) => broken(each as CrashCase, error, use));
          results.push(result);
          onResult?.(result, results.length, number);
          if (result.ended === "never") await replaceTestbed(use, open);
        }
      }),
    );
    return results;
  } finally {
    await Promise.all(testbeds.map(({ testbed }) => testbed.close()));
  }
}

/** The tenant of a create is updated and destroyed by the cases after it, where there are such. */
function takeNext(waiting: CrashCase[], { live }: TestbedInUse): CrashCase | undefined {
  const fits = waiting.findIndex(({ work }) => (work === "create") === (live === undefined));
  return waiting.splice(Math.max(0, fits), 1)[0];
}

/** A case that did not come to its end has left its testbed in a state that says nothing about the next one. */
async function replaceTestbed(use: TestbedInUse, open: () => Promise<TestbedInUse>): Promise<void> {
  await use.testbed.close();
  Object.assign(use, await open());
}

function broken(each: CrashCase, error: unknown, { testbed }: TestbedInUse): CaseResult {
  const reason = error instanceof Error ? error.message : String(error);
  const wrong = [reason, ...testbed.workers.flatMap(({ service }) => complaintsOf(service.child.lines))];
  return { ...each, name: nameOf(each), ms: 0, wasInjected: true, ended: "never", code: null, wrong };
}

/** What a service said last of errors: its log is gone with it. */
function complaintsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => /"level":(50|60|"error"|"fatal")/.test(line)).slice(-3);
}
