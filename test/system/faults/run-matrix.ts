import { CLOUDS, casesOf, type FaultCase, nameOf } from "./cases.ts";
import { type Lane, openLane } from "./lane.ts";
import { type CaseResult, type CleanCreate, createCleanly, runCase } from "./run-case.ts";

/** Which cases are run, and how many at a time. */
export interface MatrixOptions {
  pulumiBin: string;
  /** Services at work at the same time; each with its runner takes about 700 MB. */
  lanes: number;
  /** Takes a selection of all cases. @default - all */
  select?: (cases: FaultCase[]) => FaultCase[];
  /** Hears of each result as it comes. */
  tell?: (result: CaseResult, done: number, all: number) => void;
}

/** Runs the cases over several services; the table is made of what a clean create of each cloud asks for. */
export async function runMatrix(options: MatrixOptions): Promise<CaseResult[]> {
  const { pulumiBin, lanes: count, select } = options;
  const lanes: Lane[] = [];
  try {
    lanes.push(await openLane(pulumiBin));
    const [first] = lanes;
    const cleans = await cleanCreates(first as Lane);
    const all = [...cleans].flatMap(([cloud, { calls, firstCalls }]) => [
      ...casesOf(cloud, "used", calls),
      ...casesOf(cloud, "new", firstCalls),
    ]);
    const cases = select?.(all) ?? all;
    while (lanes.length < Math.min(count, cases.length)) lanes.push(await openLane(pulumiBin));
    return await runOver(lanes, options, cases, cleans);
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

async function cleanCreates(lane: Lane): Promise<Map<FaultCase["machinesAt"], CleanCreate>> {
  const cleans = new Map<FaultCase["machinesAt"], CleanCreate>();
  for (const cloud of CLOUDS) cleans.set(cloud, await createCleanly(lane, cloud));
  return cleans;
}

async function runOver(
  lanes: Lane[],
  { pulumiBin, tell }: MatrixOptions,
  cases: readonly FaultCase[],
  cleans: ReadonlyMap<FaultCase["machinesAt"], CleanCreate>,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const waiting = cases.map((each, index) => ({ each, index }));
  const clouds = new Set(cases.map(({ machinesAt }) => machinesAt));
  await Promise.all(
    lanes.map(async (_lane, number) => {
      // What the accounts of a service share is made by its first tenants; their calls are none of a create's.
      if (number > 0) await prepare(lanes[number] as Lane, clouds);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const clean = cleans.get(next.each.machinesAt) as CleanCreate;
        const result = await runCase(lanes[number] as Lane, next.each, clean, next.index).catch(brokenOff(next.each));
        results.push(result);
        tell?.(result, results.length, cases.length);
        // What did not end would be in the way of the others.
        if (result.ended === "neither") {
          await lanes[number]?.close();
          lanes[number] = await openLane(pulumiBin);
          await prepare(lanes[number], clouds);
        }
      }
    }),
  );
  return results;
}

async function prepare(lane: Lane, clouds: ReadonlySet<FaultCase["machinesAt"]>): Promise<void> {
  for (const cloud of clouds) await createCleanly(lane, cloud);
}

function brokenOff(each: FaultCase): (error: unknown) => CaseResult {
  return (error) => ({ name: nameOf(each), ended: "neither", code: null, ms: 0, wrong: [String(error)] });
}
