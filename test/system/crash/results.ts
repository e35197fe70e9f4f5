import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { CaseResult } from "./run-case.ts";

/** Results of cases that are kept from run to run, so that a run goes on where another ended. */
export interface Results {
  /** The newest result of each case. */
  all(): CaseResult[];
  add(result: CaseResult): Promise<void>;
}

/** @param folder - made when missing; results are lines of JSON in it */
export async function openResults(folder: string): Promise<Results> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, "crash-results.jsonl");
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  const newest = new Map(lines.map((line) => JSON.parse(line) as CaseResult).map((result) => [result.name, result]));
  return {
    all: () => [...newest.values()],
    async add(result) {
      newest.set(result.name, result);
      await appendFile(file, `${JSON.stringify(result)}\n`);
    },
  };
}
