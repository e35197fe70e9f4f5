import { parseArgs } from "node:util";
import { findEngine } from "@freehold/toolchain";
import { nameOf } from "./cases.ts";
import { runMatrix } from "./run-matrix.ts";

const { values } = parseArgs({
  options: { lanes: { type: "string", default: "3" }, only: { type: "string", default: "" } },
});
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:faults`, which brings it");

const only = new RegExp(values.only);
const startedAt = performance.now();
const results = await runMatrix({
  pulumiBin,
  testbeds: Number(values.lanes),
  select: (cases) => cases.filter((each) => only.test(nameOf(each))),
  onResult: ({ name, ended, code, ms, wrong }, done, all) => {
    process.stderr.write(`${done}/${all} ${name}: ${ended}${code === null ? "" : ` (${code})`}, ${ms} ms\n`);
    for (const sentence of wrong) process.stderr.write(`    WRONG: ${sentence}\n`);
  },
});

const count = (ended: string) => results.filter((result) => result.ended === ended).length;
const wrong = results.filter((result) => result.wrong.length > 0);
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${results.length} creates with a fault: ${count("active")} active, ${count("failed")} failed cleanly, ${count("waiting")} waited and went on, ${wrong.length} wrong, ${seconds} s\n`,
);
process.exit(wrong.length === 0 ? 0 : 1);
