import { findEngine } from "@freehold/toolchain";
import { readBenchOptions, USAGE } from "./options.ts";
import { runBench } from "./run-bench.ts";
import { asTable } from "./table.ts";

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = readBenchOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (process.platform !== "linux") throw new Error("CPU and memory are read from /proc, which only Linux has");
  const pulumiBin = await findEngine({ env: process.env });
  if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run bench`, which brings it");

  const interrupt = new AbortController();
  const abort = () => interrupt.abort(new Error("interrupted"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, abort);
  const startedAt = performance.now();
  const report = (line: string): void => {
    process.stderr.write(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}\n`);
  };
  const result = await runBench({ ...options, pulumiBin, report, signal: interrupt.signal });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : asTable(result));
  return result.leftovers.length === 0 ? 0 : 1;
}
