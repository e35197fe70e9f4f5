/** @typedef {import("./run-record.mjs").RunReport} RunReport */

const SLOWEST = 10;

/**
 * Names each skipped test; its reason is part of the name.
 *
 * @param {RunReport} report
 */
export function skippedLines({ skipped }) {
  return list("Skipped tests:", skipped);
}

/**
 * The suites that took longest; none of a run of a few.
 *
 * @param {RunReport} report
 */
export function slowestLines({ durations }) {
  if (durations.length <= SLOWEST) return [];
  const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(1).padStart(7);
  return ["Slowest suites:", ...durations.slice(0, SLOWEST).map(({ suite, ms }) => `${seconds(ms)} s  ${suite}`)];
}

/**
 * What a run that was ended from outside had come to.
 *
 * @param {RunReport} report
 * @param {{ by: string, now: number }} interruption By which signal, and when (milliseconds since 1970).
 */
export function interruptedLines({ failed, running, waiting }, { by, now }) {
  const since = (/** @type {number} */ at) => `${Math.round((now - at) / 1000)} s`;
  const ran = running.map(({ suite, at, test }) => {
    const where = test ? `› ${test.name} (${since(test.at)})` : "› between its tests";
    return `${suite} (${since(at)}) ${where}`;
  });
  return [
    ...list("Failed tests:", failed),
    ...list("Still running:", ran),
    `Interrupted by ${by}: ${running.length} ${suites(running.length)} still ran, ${waiting} had not begun`,
  ];
}

/**
 * The last line of `npm test`; scripts read it.
 *
 * @param {RunReport} report
 */
export function countsLine({ passed, failed, skipped }) {
  return `Tests: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}

/** @param {number} count */
function suites(count) {
  return count === 1 ? "suite" : "suites";
}

/** @param {string} title @param {string[]} items */
function list(title, items) {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  - ${item}`)];
}
