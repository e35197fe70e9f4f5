import { existsSync } from "node:fs";
import { join } from "node:path";
import { allFiles, changedFiles } from "./changed-files.mjs";
import { sourceGraph } from "./source-graph.mjs";

const SUITE = /\.test\.ts$/;

/** What every suite runs on. */
const REACHES_ALL =
  /(^|\/)package\.json$|^(pnpm-lock\.yaml|pnpm-workspace\.yaml|tsconfig\.json|jest\.config\.mjs|packages\/toolchain\/src\/versions\.mjs)$/;

/** Suites that read every file of the checkout. */
const READS_ALL = /^test\/conventions\//;

/**
 * The test files that a change can reach.
 *
 * @param {string} root
 * @param {string} [revision] What the change is compared with. @default - the main branch
 * @returns {Promise<{ changed: string[], suites: string[], all: number }>} `all`: how many suites there are.
 */
export async function reachedSuites(root, revision) {
  const changed = await changedFiles(root, revision);
  const files = [...new Set([...(await allFiles(root)), ...changed])];
  const suites = files.filter((file) => SUITE.test(file) && existsSync(join(root, file)));
  return { changed, suites: suitesReachedBy(root, { changed, files, suites }), all: suites.length };
}

/**
 * @param {string} root
 * @param {{ changed: string[], files: string[], suites: string[] }} tree
 */
function suitesReachedBy(root, { changed, files, suites }) {
  if (changed.length === 0) return [];
  if (changed.some((file) => REACHES_ALL.test(file))) return suites;
  const reached = sourceGraph(root, files).readersOf(changed);
  return suites.filter((suite) => reached.has(suite) || READS_ALL.test(suite));
}
