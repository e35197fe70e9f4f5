import { readFile } from "node:fs/promises";

/**
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Report
 *
 * @typedef {object} JestFile
 * @property {string} status
 * @property {{ fullName: string, status: string }[]} assertionResults
 */

/**
 * Reads what `jest --json` wrote. A file that cannot be loaded has no tests to count: it counts as one that failed.
 *
 * @param {string} file
 * @returns {Promise<Report>}
 */
export async function readJestReport(file) {
  /** @type {{ testResults: JestFile[] }} */
  const { testResults } = await readFile(file, "utf8").then(JSON.parse, () => ({ testResults: [] }));

  const tests = testResults.flatMap((result) => result.assertionResults);
  const unloadable = testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0);

  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: tests.filter((test) => test.status === "failed").length + unloadable.length,
    skipped: tests.filter((test) => test.status === "pending" || test.status === "todo").map((test) => test.fullName),
  };
}

/**
 * Names each skipped test; its reason is part of the name.
 *
 * @param {Report} report
 */
export function skippedLines({ skipped }) {
  return skipped.length === 0 ? [] : ["Skipped tests:", ...skipped.map((name) => `  - ${name}`)];
}

/**
 * The last line of `npm test`; scripts read it.
 *
 * @param {Report} report
 */
export function countsLine({ passed, failed, skipped }) {
  return `Tests: ${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
