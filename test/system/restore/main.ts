import { findEngine } from "@freehold/toolchain";
import { readRestoreOptions } from "./options.ts";
import { runRestore } from "./run-restore.ts";

const options = readRestoreOptions(process.argv.slice(2));
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:restore`, which brings it");

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
const startedAt = performance.now();
const report = (line: string): void => {
  process.stderr.write(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}\n`);
};
const result = await runRestore({ ...options, pulumiBin, report, signal: stopping.signal });

for (const sentence of result.wrong) process.stderr.write(`WRONG: ${sentence}\n`);
process.stdout.write(
  `${result.running} operations ran and ${result.waiting} waited; backup in ${result.backupMs} ms, ${result.recoveryPointMs} ms before the loss; ` +
    `restored after ${result.restoredMs} ms, up after ${result.upMs} ms, all operations ended after ${result.allEndedMs} ms; ${result.wrong.length} wrong\n`,
);
process.stdout.write(`${JSON.stringify({ options, ...result })}\n`);
process.exit(result.wrong.length === 0 ? 0 : 1);
