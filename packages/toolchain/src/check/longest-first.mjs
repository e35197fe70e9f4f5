import { createRequire } from "node:module";
import { dirname, relative, sep } from "node:path";

/**
 * By `require`, because its types describe only that.
 *
 * @type {typeof import("@jest/test-sequencer")}
 */
const { default: TestSequencer } = createRequire(import.meta.url)("@jest/test-sequencer");

/** @typedef {{ path: string, duration?: number | undefined, context: { config: { rootDir: string } } }} Suite */

/** The order in which suites begin: Jest's own, and where that knows nothing of earlier runs `systemsFirst`. */
class LongestFirst extends TestSequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof TestSequencer>["sort"]>[0]} tests
   */
  async sort(tests) {
    return systemsFirst([...(await super.sort(tests))]);
  }
}

export { LongestFirst as default };

/**
 * Whole systems before parts, and of those the suites that fill a folder before single files. What takes minutes must not begin when all
 * others have ended, and hold one core while the other is idle; a file's size, by which Jest guesses in a new clone, says nothing of a
 * suite whose work stands in the files beside it.
 *
 * @template {Suite} T
 * @param {T[]} suites Sorted by how long they took, or else by size.
 * @returns {T[]}
 */
export function systemsFirst(suites) {
  if (suites.every(({ duration }) => duration !== undefined)) return suites;
  return [...suites].sort((one, other) => rank(one) - rank(other));
}

/** @param {Suite} suite */
function rank({ path, context }) {
  const folder = relative(context.config.rootDir, dirname(path)).split(sep).join("/");
  if (folder.startsWith("test/system/")) return 0;
  return folder === "test/system" ? 1 : 2;
}
