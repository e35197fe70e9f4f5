import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findEngine } from "@freehold/toolchain";
import { BACKENDS, type Backend, type CrashCase, nameOf } from "./cases.ts";
import { drawn, inShard } from "./choose.ts";
import { openResults, type Results } from "./results.ts";
import { runMatrix } from "./run-matrix.ts";
import { withTable } from "./table.ts";

const USAGE =
  "usage: npm run test:crash -- [--only <regular expression>] [--backends files,postgres,embedded] [--lanes 2] [--shard 1/3] [--sample 20 --seed 7] [--results <folder>] [--table]";
const DOCUMENT = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    backends: { type: "string", default: BACKENDS.join(",") },
    lanes: { type: "string", default: "2" },
    shard: { type: "string", default: "1/1" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    results: { type: "string" },
    table: { type: "boolean", default: false },
  },
});

const kept = values.results === undefined ? undefined : await openResults(values.results);
const wrong = values.table ? await writeTable(kept) : await run(kept);
process.exit(wrong === 0 ? 0 : 1);

async function run(results: Results | undefined): Promise<number> {
  const pulumiBin = await findEngine({ env: process.env });
  if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:crash`, which brings it");
  const only = new RegExp(values.only);
  const done = new Set(results?.all().flatMap((each) => (each.wrong.length === 0 ? [each.name] : [])));
  const select = (cases: CrashCase[]): CrashCase[] => {
    const wanted = inShard(cases, values.shard).filter((each) => only.test(nameOf(each)) && !done.has(nameOf(each)));
    return values.sample === undefined ? wanted : drawn(wanted, Number(values.sample), Number(values.seed));
  };
  const stopping = new AbortController();
  // Services and sandboxes are process groups of their own: they are ended by this process, or not at all.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const startedAt = performance.now();
  const all = await runMatrix({
    pulumiBin,
    testbeds: Number(values.lanes),
    backends: backendsIn(values.backends),
    select,
    signal: stopping.signal,
    onResult: (result, number, of) => {
      process.stderr.write(`${number}/${of} ${result.name}: ${result.ended}, ${result.ms} ms\n`);
      for (const sentence of result.wrong) process.stderr.write(`    WRONG: ${sentence}\n`);
      void results?.add(result);
    },
  });
  const bad = all.filter((result) => result.wrong.length > 0).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(
    `${all.length} operations with something lost: ${all.length - bad} right, ${bad} wrong, ${seconds} s\n`,
  );
  return bad;
}

async function writeTable(results: Results | undefined): Promise<number> {
  if (results === undefined) throw new Error(`--table needs --results; ${USAGE}`);
  await writeFile(DOCUMENT, withTable(await readFile(DOCUMENT, "utf8"), results.all()));
  return 0;
}

function backendsIn(text: string): Backend[] {
  const unknown = text.split(",").filter((name) => !BACKENDS.some((backend) => backend === name));
  if (unknown.length > 0)
    throw new Error(`--backends must be of ${BACKENDS.join(", ")}, got ${unknown.join(", ")}; ${USAGE}`);
  return BACKENDS.filter((backend) => text.split(",").includes(backend));
}
