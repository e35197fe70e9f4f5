/**
 * What the reporter says of a run of Jest, as it goes. `suite` is a test file's path below the root.
 *
 * @typedef {{ name: string, status: string }} TestResult
 * @typedef {| { type: "run-started", suites: number }
 *   | { type: "suite-started", suite: string, at: number }
 *   | { type: "test-started", suite: string, name: string, at: number }
 *   | ({ type: "test-ended", suite: string } & TestResult)
 *   | { type: "suite-ended", suite: string, ms: number, failed: boolean, tests: TestResult[] }} RunEvent
 * `at` in milliseconds since 1970.
 *
 * @typedef {{ name: string, at: number } | undefined} RunningTest
 * @typedef {{ at: number, tests: TestResult[], running: RunningTest }} RunningSuite
 *
 * @typedef {object} RunReport
 * @property {number} passed
 * @property {string[]} failed Tests by file and name; a file that failed outside of its tests by its path.
 * @property {string[]} skipped Names; the reason is part of each.
 * @property {{ suite: string, test: RunningTest, at: number }[]} running What has begun and not ended.
 * @property {number} waiting Suites that have not begun.
 * @property {{ suite: string, ms: number }[]} durations Of the suites that ended, slowest first.
 */

/** Keeps count of a run, so that it can be told at any moment what passed, what failed and what is still running. */
export function createRunRecord() {
  let suites = 0;
  /** @type {Map<string, RunningSuite>} */
  const running = new Map();
  /** @type {{ suite: string, ms: number, failed: boolean, tests: TestResult[] }[]} */
  const ended = [];

  return {
    /** @param {RunEvent} event */
    add(event) {
      switch (event.type) {
        case "run-started":
          suites = event.suites;
          break;
        case "suite-started":
          running.set(event.suite, { at: event.at, tests: [], running: undefined });
          break;
        case "test-started":
          update(event.suite, { running: { name: event.name, at: event.at } });
          break;
        case "test-ended":
          endTest(event);
          break;
        case "suite-ended":
          running.delete(event.suite);
          ended.push(event);
      }
    },
    /** @returns {RunReport} */
    report() {
      const begun = [...running].map(([suite, { at, running: test, tests }]) => ({ suite, at, test, tests }));
      const tests = [...ended, ...begun].flatMap(({ suite, tests }) => tests.map((test) => ({ ...test, suite })));
      const named = (/** @type {string} */ status) => tests.filter((test) => test.status === status);
      return {
        passed: named("passed").length,
        failed: [
          ...named("failed").map(({ suite, name }) => `${suite} › ${name}`),
          ...ended.filter(failedOutsideOfTests).map(({ suite }) => suite),
        ],
        skipped: [...named("pending"), ...named("todo")].map(({ name }) => name),
        running: begun,
        waiting: Math.max(0, suites - ended.length - begun.length),
        durations: ended.map(({ suite, ms }) => ({ suite, ms })).sort((one, other) => other.ms - one.ms),
      };
    },
  };

  /** That it ended may come after that the next one began. @param {{ suite: string } & TestResult} ended */
  function endTest({ suite, name, status }) {
    const known = running.get(suite);
    known?.tests.push({ name, status });
    if (known?.running?.name === name) update(suite, { running: undefined });
  }

  /** @param {string} suite @param {Partial<RunningSuite>} changes */
  function update(suite, changes) {
    const known = running.get(suite);
    if (known) running.set(suite, { ...known, ...changes });
  }
}

/** It cannot be loaded, or its last hook threw: there is no test to blame, and yet it failed. */
function failedOutsideOfTests(/** @type {{ failed: boolean, tests: TestResult[] }} */ { failed, tests }) {
  return failed && !tests.some(({ status }) => status === "failed");
}
