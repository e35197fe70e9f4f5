import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { heading } from "./heading.mjs";

/**
 * Finds the suites that a change can reach, and says how many they are.
 *
 * @param {{ root: string, scratch: string, since: string | undefined }} options `scratch`: a folder that outlives the run of Jest;
 * `since`: a revision. @default the main branch
 * @returns {Promise<{ suites: number, args: string[] }>} `args`: with these Jest runs no other suites, whatever else it is given.
 */
export async function narrowToChanged({ root, scratch, since }) {
  // Only here: its parser takes a while to load.
  const { reachedSuites } = await import("./reached-suites.mjs");
  const { changed, suites, all } = await reachedSuites(root, since);
  heading("changed", `${changed.length} files since ${since ?? "main"} reach ${suites.length} of ${all} suites`);

  const filter = join(scratch, "reached.cjs");
  await writeFile(filter, filterOf(suites.map((suite) => join(root, suite))));
  return { suites: suites.length, args: ["--filter", filter, "--passWithNoTests"] };
}

/** The text of a module that Jest asks which of the suites it may run. @param {string[]} suites */
function filterOf(suites) {
  return `const suites = new Set(${JSON.stringify(suites)});
module.exports = (paths) => ({ filtered: paths.filter((path) => suites.has(path)) });
`;
}
