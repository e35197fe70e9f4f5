import { CLOUDS, casesOf, type FaultCase } from "./cases.ts";
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
export async function runMatrix({ pulumiBin, lanes: count, select, tell }: MatrixOptions): Promise<CaseResult[]> {
  const lanes: Lane[] = [];
  try {
    lanes.push(await openLane(pulumiBin));
    const [first] = lanes;
    const cleans = await cleanCreates(first as Lane);
    const all = [...cleans].flatMap(([cloud, { calls }]) => casesOf(cloud, calls));
    const cases = select?.(all) ?? all;
    while (lanes.length < Math.min(count, cases.length)) lanes.push(await openLane(pulumiBin));
    return await runOver(lanes, cases, cleans, tell);
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
  lanes: readonly Lane[],
  cases: readonly FaultCase[],
  cleans: ReadonlyMap<FaultCase["machinesAt"], CleanCreate>,
  tell: MatrixOptions["tell"],
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const waiting = cases.map((each, index) => ({ each, index }));
  await Promise.all(
    lanes.map(async (lane, number) => {
      // What the accounts of a service share is made by its first tenants; their calls are none of a create's.
      if (number > 0)
        for (const cloud of new Set(cases.map(({ machinesAt }) => machinesAt))) await createCleanly(lane, cloud);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const clean = cleans.get(next.each.machinesAt) as CleanCreate;
        const result = await runCase(lane, next.each, clean, next.index);
        results.push(result);
        tell?.(result, results.length, cases.length);
      }
    }),
  );
  return results;
}
