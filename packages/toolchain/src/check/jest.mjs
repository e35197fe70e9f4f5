import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endProcesses } from "./end-processes.mjs";
import { heading } from "./heading.mjs";
import { createRunRecord } from "./run-record.mjs";

// As flags of Jest and its workers, not as NODE_OPTIONS: the programs that tests start must run as users start them. Compiling the embedded
// database's WebAssembly once only takes the peak of a suite with a service from 1.2 to 0.7 GB, and less CPU time than optimising it does.
const NODE_FLAGS = ["--disable-warning=ExperimentalWarning", "--liftoff-only"];

const REPORTERS = ["default", fileURLToPath(new URL("run-reporter.mjs", import.meta.url))];

/** How long the last words of a Jest that has ended are waited for. */
const LAST_WORDS_MS = 1_000;

/**
 * @typedef {import("./run-record.mjs").RunEvent} RunEvent
 *
 * @typedef {object} JestRun
 * @property {boolean} passed
 * @property {NodeJS.Signals | undefined} endedBy The signal that ended the run before it was complete.
 * @property {import("./run-record.mjs").RunReport} report
 */

/**
 * Runs Jest on this terminal, in a process group of its own. What its tests have started ends with it.
 *
 * @param {{ root: string, args: readonly string[], interrupted: AbortSignal }} options `interrupted`: ends the run; its reason is a
 * signal's name.
 * @returns {Promise<JestRun>}
 */
export async function runJest({ root, args, interrupted }) {
  heading("tests", "jest");
  const startedAt = performance.now();
  const record = createRunRecord();
  const { child, end } = startJest(root, args);
  child.on("message", (event) => record.add(/** @type {RunEvent} */ (event)));
  interrupted.addEventListener("abort", end, { once: true });

  const [code, signal] = await ended(child);
  await end();
  const endedBy = interrupted.aborted ? interrupted.reason : (signal ?? undefined);
  const passed = code === 0 && endedBy === undefined;
  heading("tests", outcome(passed, endedBy), performance.now() - startedAt);
  return { passed, endedBy, report: record.report() };
}

/** @param {string} root @param {readonly string[]} args */
function startJest(root, args) {
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  const reporters = REPORTERS.map((name) => `--reporters=${name}`);
  // To watch, Jest needs the terminal's keys, which a group of its own does not get.
  const detached = !args.some((arg) => arg.startsWith("--watch"));
  // The reporters last: what follows them would be taken for further ones.
  const child = spawn(process.execPath, [...NODE_FLAGS, jest, ...args, ...reporters], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached,
  });
  const pid = /** @type {number} */ (child.pid);
  /** @type {Promise<void> | undefined} */
  let ending;
  const end = () => {
    ending ??= endProcesses(pid, { leads: detached });
    return ending;
  };
  return { child, end };
}

/**
 * Its exit status or its signal, when all that it has said has come.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<[number | null, NodeJS.Signals | null]>}
 */
async function ended(child) {
  const silent = once(child, "disconnect");
  const [code, signal] = await once(child, "exit");
  await Promise.race([silent, delay(LAST_WORDS_MS, undefined, { ref: false })]);
  return [code, signal];
}

/** @param {boolean} passed @param {string | undefined} endedBy */
function outcome(passed, endedBy) {
  if (endedBy !== undefined) return `interrupted by ${endedBy}`;
  return passed ? "passed" : "failed";
}
