import { findEngine } from "@freehold/toolchain";
import { readLoadOptions } from "./options.ts";
import { runLoad } from "./run-load.ts";

const options = readLoadOptions(process.argv.slice(2));
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:load`, which brings it");

const startedAt = performance.now();
const report = (line: string): void => {
  process.stderr.write(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}\n`);
};
const result = await runLoad({ ...options, pulumiBin, report });

for (const sentence of result.wrong) process.stderr.write(`WRONG: ${sentence}\n`);
const perMinute = Math.round((result.active / result.seconds) * 60);
process.stdout.write(
  `${options.signups} signups, ${options.duplicates} of them duplicates: ${result.active} of ${result.tenants} tenants active after ${result.seconds} s (${perMinute} per minute), ${result.faults} faults, ${result.kills} workers killed, ${result.wrong.length} wrong\n`,
);
process.stdout.write(`${JSON.stringify({ options, ...result })}\n`);
process.exit(result.wrong.length === 0 ? 0 : 1);
