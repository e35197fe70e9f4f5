import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { interruption } from "./src/check/interruption.mjs";
import { runJest } from "./src/check/jest.mjs";
import { narrowToChanged } from "./src/check/narrow-to-changed.mjs";
import { readArguments } from "./src/check/read-arguments.mjs";
import { createRunRecord } from "./src/check/run-record.mjs";
import { countsLine, interruptedLines, skippedLines, slowestLines } from "./src/check/run-summary.mjs";
import { runStaticSteps } from "./src/check/static-steps.mjs";
import { say } from "./src/progress.mjs";
import { endRunningTools } from "./src/run-tool.mjs";
import { SetupFailure } from "./src/setup-failure.mjs";

// What `npm test` runs, on Node 24 and with the engine in front of the PATH. `--changed` narrows the suites to what a change can
// reach. Other arguments are Jest's own (test paths, -t …): with any, only Jest runs. Every step runs even when an earlier one failed;
// the exit status says whether all passed. A run that is interrupted says what it had come to.

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { onlyJest, changed, jestArgs } = readArguments(process.argv.slice(2));
const mayNotSkip = process.env.FREEHOLD_NO_SKIPS === "1";
const interrupted = interruption();
interrupted.addEventListener("abort", endRunningTools, { once: true });

const failedSteps = onlyJest ? [] : await runStaticSteps(root, process.env);
const run = await runTests();
if (!run.passed) failedSteps.push("tests");
if (mayNotSkip && run.report.skipped.length > 0) failedSteps.push("no skipped tests (FREEHOLD_NO_SKIPS=1)");

const lines = [
  ...slowestLines(run.report),
  ...skippedLines(run.report),
  ...(run.endedBy === undefined ? [] : interruptedLines(run.report, { by: run.endedBy, now: Date.now() })),
  ...failedSteps.map((step) => `Failed: ${step}`),
  countsLine(run.report),
];
process.stdout.write(`\n${lines.join("\n")}\n`);
process.exitCode = run.endedBy ? 128 + constants.signals[run.endedBy] : failedSteps.length === 0 ? 0 : 1;

/** @returns {Promise<import("./src/check/jest.mjs").JestRun>} */
async function runTests() {
  const scratch = await mkdtemp(join(tmpdir(), "freehold-check-"));
  try {
    const narrowed = changed && (await narrowToChanged({ root, scratch, since: changed.since }));
    if (interrupted.aborted || narrowed?.suites === 0) return nothingRan(!interrupted.aborted);
    return await runJest({ root, args: [...(narrowed?.args ?? []), ...jestArgs], interrupted });
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    return nothingRan(false);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** @param {boolean} passed */
function nothingRan(passed) {
  return { passed, endedBy: interrupted.aborted ? interrupted.reason : undefined, report: createRunRecord().report() };
}
