import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { configurationOf } from "./configuration.ts";
import { type Exchange, exchangesIn } from "./exchanges.ts";
import type { FuzzOptions } from "./options.ts";

/** Where Schemathesis is: see `provideSchemathesis`. */
export interface Schemathesis {
  python: string;
  packages: string;
}

/** One run against a service. */
export interface FuzzRun extends Pick<FuzzOptions, "seed"> {
  /** Arguments of Schemathesis that say what is tried, and how often. */
  effort: readonly string[];
  url: string;
  key: string;
  /** Ids and names of what is there, by the collection in whose paths they stand. */
  things: Readonly<Record<string, readonly string[]>>;
  /** For its files; a folder of its own. */
  folder: string;
}

/** Asks every operation of the service's description, and returns all that was asked and answered. */
export async function runSchemathesis({ python, packages }: Schemathesis, run: FuzzRun): Promise<Exchange[]> {
  const configuration = path.join(run.folder, "schemathesis.toml");
  const report = path.join(run.folder, "report.ndjson");
  await writeFile(configuration, configurationOf(run.things));
  const args = [
    ...["-m", "schemathesis.cli", "--config-file", configuration, "run", `${run.url}/openapi.json`],
    ...["--seed", String(run.seed), ...run.effort],
    ...["--report", "ndjson", "--report-ndjson-path", report, "--no-color"],
  ];
  const child = spawn(python, args, {
    cwd: run.folder,
    env: {
      PATH: process.env.PATH,
      HOME: run.folder,
      PYTHONPATH: packages,
      // What it computes of Unicode at its first start takes seconds, and is the same for all runs.
      HYPOTHESIS_STORAGE_DIRECTORY: path.join(packages, ".hypothesis"),
      // In the environment, because arguments are for everybody on this machine to read.
      FREEHOLD_FUZZ_KEY: run.key,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const [status] = (await once(child, "close")) as [number | null];
  // 0: nothing found, 1: something was; both are in the report. Anything else is no verdict.
  if (status !== 0 && status !== 1) throw new Error(`Schemathesis ended with status ${status}:\n${said.slice(-4000)}`);
  return exchangesIn(await readFile(report, "utf8"), said);
}
