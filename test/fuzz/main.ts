import { findEngine, provideSchemathesis } from "@freehold/toolchain";
import { readFuzzOptions } from "./options.ts";
import { runFuzz } from "./run-fuzz.ts";

const options = readFuzzOptions(process.argv.slice(2));
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:fuzz`, which brings it");
const schemathesis = await provideSchemathesis({ env: process.env });

const startedAt = performance.now();
const report = (line: string): void => void process.stderr.write(`${line}\n`);
const { requests, operations, wrong } = await runFuzz({ ...options, pulumiBin, schemathesis, report });

for (const sentence of wrong) process.stderr.write(`WRONG: ${sentence}\n`);
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${requests} requests to ${operations} operations with ${options.keys.join(", ")} keys, seed ${options.seed}: ${wrong.length} wrong, ${seconds} s\n`,
);
process.exit(wrong.length === 0 ? 0 : 1);
