import { CLOUDS, casesOf, type FaultCase, nameOf } from "./cases.ts";
import { type CaseResult, type CleanCreate, createCleanly, runCase } from "./run-case.ts";
import { openTestbed, type Testbed } from "./testbed.ts";

/** Which cases are run, and how many at a time. */
export interface MatrixOptions {
  pulumiBin: string;
  /** Services at work at the same time; each with its runner takes about 700 MB. */
  testbeds: number;
  /** Clouds whose tenants are tried. @default - all */
  clouds?: readonly FaultCase["machinesAt"][];
  /** Takes a selection of all cases. @default - all */
  select?: (cases: FaultCase[]) => FaultCase[];
  /** Hears of each result as it comes. */
  onResult?: (result: CaseResult, done: number, all: number) => void;
}

/** Runs the cases over several services; the table is made of what a clean create of each cloud asks for. */
export async function runMatrix(options: MatrixOptions): Promise<CaseResult[]> {
  const { pulumiBin, testbeds: count, clouds = CLOUDS, select } = options;
  const testbeds: Testbed[] = [];
  try {
    testbeds.push(await openTestbed(pulumiBin));
    const [first] = testbeds;
    const cleans = await cleanCreates(first as Testbed, clouds);
    const all = [...cleans].flatMap(([cloud, { calls, firstCalls }]) => [
      ...casesOf(cloud, "used", calls),
      ...casesOf(cloud, "new", firstCalls),
    ]);
    const cases = select?.(all) ?? all;
    while (testbeds.length < Math.min(count, cases.length)) testbeds.push(await openTestbed(pulumiBin));
    return await runOver(testbeds, options, cases, cleans);
  } finally {
    await Promise.all(testbeds.map((testbed) => testbed.close()));
  }
}

async function cleanCreates(
  testbed: Testbed,
  clouds: readonly FaultCase["machinesAt"][],
): Promise<Map<FaultCase["machinesAt"], CleanCreate>> {
  const cleans = new Map<FaultCase["machinesAt"], CleanCreate>();
  for (const cloud of clouds) cleans.set(cloud, await createCleanly(testbed, cloud));
  return cleans;
}

async function runOver(
  testbeds: Testbed[],
  { pulumiBin, onResult }: MatrixOptions,
  cases: readonly FaultCase[],
  cleans: ReadonlyMap<FaultCase["machinesAt"], CleanCreate>,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const waiting = cases.map((each, index) => ({ each, index }));
  const clouds = new Set(cases.map(({ machinesAt }) => machinesAt));
  await Promise.all(
    testbeds.map(async (_testbed, number) => {
      // What the accounts of a service share is made by its first tenants; their calls are none of a create's.
      if (number > 0) await prepare(testbeds[number] as Testbed, clouds);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const clean = cleans.get(next.each.machinesAt) as CleanCreate;
        const result = await runCase(testbeds[number] as Testbed, next.each, clean, next.index).catch(
          brokenOff(next.each),
        );
        results.push(result);
        onResult?.(result, results.length, cases.length);
        // What did not end would be in the way of the others.
        if (result.ended === "neither") {
          await testbeds[number]?.close();
          testbeds[number] = await openTestbed(pulumiBin);
          await prepare(testbeds[number], clouds);
        }
      }
    }),
  );
  return results;
}

async function prepare(testbed: Testbed, clouds: ReadonlySet<FaultCase["machinesAt"]>): Promise<void> {
  for (const cloud of clouds) await createCleanly(testbed, cloud);
}

function brokenOff(each: FaultCase): (error: unknown) => CaseResult {
  return (error) => ({ name: nameOf(each), ended: "neither", code: null, ms: 0, wrong: [String(error)] });
}
