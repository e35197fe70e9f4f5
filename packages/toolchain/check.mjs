import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runJest } from "./src/check/jest.mjs";
import { countsLine, readJestReport, skippedLines } from "./src/check/jest-report.mjs";
import { runStaticSteps } from "./src/check/static-steps.mjs";

// What `npm test` runs, on Node 24 and with the engine in front of the PATH. Arguments are Jest's own (test paths, -t …):
// with any, only Jest runs. Every step runs even when an earlier one failed; the exit status says whether all passed.

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const jestArgs = process.argv.slice(2);
const mayNotSkip = process.env.FREEHOLD_NO_SKIPS === "1";

const failedSteps = jestArgs.length > 0 ? [] : await runStaticSteps(root, process.env);

const scratch = await mkdtemp(join(tmpdir(), "freehold-check-"));
const reportFile = join(scratch, "jest.json");
const jestPassed = await runJest({ root, reportFile, args: jestArgs });
const report = await readJestReport(reportFile);
await rm(scratch, { recursive: true });

if (!jestPassed) failedSteps.push("tests");
if (mayNotSkip && report.skipped.length > 0) failedSteps.push("no skipped tests (FREEHOLD_NO_SKIPS=1)");

const lines = [...skippedLines(report), ...failedSteps.map((step) => `Failed: ${step}`), countsLine(report)];
process.stdout.write(`\n${lines.join("\n")}\n`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;
