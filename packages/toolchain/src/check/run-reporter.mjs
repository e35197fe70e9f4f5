import { relative } from "node:path";

/**
 * What this reporter reads of what Jest hands to it.
 *
 * @typedef {{ path: string }} TestFile
 * @typedef {{ fullName: string }} StartedTest
 * @typedef {{ fullName: string, status: string }} EndedTest
 * @typedef {{ testResults: EndedTest[], perfStats: { start: number, end: number }, testExecError?: unknown }} FileResult
 *
 * @typedef {import("./run-record.mjs").RunEvent} RunEvent
 *
 * @typedef {object} ReporterOptions
 * @property {(event: RunEvent) => Promise<void>} [send] By default to the process that started this run, which ends with it.
 * @property {(line: string) => void} [write] By default to standard error.
 * @property {() => number} [now] In milliseconds since 1970.
 */

/** A suite that has said nothing for so long is named, and again each time it goes on for as long. */
const QUIET_MS = 5 * 60_000;

/** How often the counts are written while suites end, so that a log that is cut off says how far the run was. */
const COUNTS_EVERY_MS = 60_000;

const LOOK_EVERY_MS = 10_000;

/**
 * A reporter of Jest's: reports what happens to `npm test`, which started it, and says what is still running when that takes long.
 * What the run comes to is said by Jest's own reporters, beside this one.
 */
class RunReporter {
  /** @type {Map<string, { saidAt: number, startedAt: number, test: string | undefined }>} */
  #running = new Map();
  #counts = { suites: 0, ended: 0, passed: 0, failed: 0, saidAt: 0 };
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #rootDir;
  #send;
  #write;
  #now;

  /**
   * @param {{ rootDir: string }} config Jest's.
   * @param {ReporterOptions} [options]
   */
  constructor({ rootDir }, { send = sendToParent, write = writeLine, now = Date.now } = {}) {
    this.#rootDir = rootDir;
    this.#send = send;
    this.#write = write;
    this.#now = now;
    if (send === sendToParent) endWithParent();
  }

  /** @param {{ numTotalTestSuites: number }} results */
  async onRunStart({ numTotalTestSuites }) {
    Object.assign(this.#counts, { suites: numTotalTestSuites, saidAt: this.#now() });
    this.#timer = setInterval(() => this.nameQuietSuites(), LOOK_EVERY_MS).unref();
    await this.#send({ type: "run-started", suites: numTotalTestSuites });
  }

  /** @param {TestFile} test */
  async onTestFileStart({ path }) {
    const at = this.#now();
    this.#running.set(path, { saidAt: at, startedAt: at, test: undefined });
    await this.#send({ type: "suite-started", suite: this.#suite(path), at });
  }

  /** @param {TestFile} test @param {StartedTest} started */
  async onTestCaseStart({ path }, { fullName }) {
    const at = this.#now();
    this.#note(path, fullName);
    await this.#send({ type: "test-started", suite: this.#suite(path), name: fullName, at });
  }

  /** @param {TestFile} test @param {EndedTest} ended */
  async onTestCaseResult({ path }, { fullName, status }) {
    // Jest may say that the next test began before it says that this one ended.
    const running = this.#running.get(path)?.test;
    this.#note(path, running === fullName ? undefined : running);
    await this.#send({ type: "test-ended", suite: this.#suite(path), name: fullName, status });
  }

  /** @param {TestFile} test @param {FileResult} result */
  async onTestFileResult({ path }, { testResults, perfStats, testExecError }) {
    this.#running.delete(path);
    const tests = testResults.map(({ fullName, status }) => ({ name: fullName, status }));
    const failed = testExecError !== undefined || tests.some(({ status }) => status === "failed");
    this.#count(tests, failed);
    const ms = Math.max(0, perfStats.end - perfStats.start);
    await this.#send({ type: "suite-ended", suite: this.#suite(path), ms, failed, tests });
  }

  async onRunComplete() {
    clearInterval(this.#timer);
  }

  /** Names the suites that have said nothing for long, with the test that they are in. */
  nameQuietSuites() {
    const now = this.#now();
    for (const [path, suite] of this.#running) {
      if (now - suite.saidAt < QUIET_MS) continue;
      const minutes = Math.floor((now - suite.startedAt) / 60_000);
      const where = suite.test ?? "between its tests, or before the first";
      this.#write(`== tests: ${this.#suite(path)} still runs after ${minutes} min: ${where}`);
      this.#running.set(path, { ...suite, saidAt: now });
    }
  }

  /** @param {{ status: string }[]} tests @param {boolean} failed */
  #count(tests, failed) {
    const counts = this.#counts;
    const count = (/** @type {string} */ wanted) => tests.filter(({ status }) => status === wanted).length;
    counts.ended += 1;
    counts.passed += count("passed");
    counts.failed += failed ? Math.max(1, count("failed")) : 0;
    // Jest shows them itself on a terminal.
    if (process.stderr.isTTY || this.#now() - counts.saidAt < COUNTS_EVERY_MS) return;
    counts.saidAt = this.#now();
    const { ended, suites, passed, failed: bad } = counts;
    this.#write(`== tests: ${ended} of ${suites} suites, ${passed} passed, ${bad} failed so far`);
  }

  /** @param {string} path @param {string | undefined} test */
  #note(path, test) {
    const suite = this.#running.get(path);
    if (suite) this.#running.set(path, { ...suite, saidAt: this.#now(), test });
  }

  /** @param {string} path */
  #suite(path) {
    return relative(this.#rootDir, path);
  }
}

/**
 * Resolves when it was handed over, so that what was said before the end arrives.
 *
 * @param {RunEvent} event
 * @returns {Promise<void>}
 */
function sendToParent(event) {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) resolve();
    else process.send(event, () => resolve());
  });
}

/** @param {string} line */
function writeLine(line) {
  process.stderr.write(`${line}\n`);
}

/** When `npm test` itself is killed, nobody would end this run and what its tests have started. */
function endWithParent() {
  if (!process.connected || process.listenerCount("disconnect") > 0) return;
  process.once("disconnect", () => process.kill(0, "SIGTERM"));
  // Listening must not keep the run from ending.
  process.channel?.unref();
}

// Jest demands a default.
export { RunReporter as default };
