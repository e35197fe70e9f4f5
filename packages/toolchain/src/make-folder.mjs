import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, with a mode each. One that is there already is left as it is.
 *
 * Node's own recursive `mkdir` never ends below a folder that takes no new ones and says ENOENT of them, such as `/proc`.
 *
 * @param {string} folder
 * @param {number} [mode] less what the process's umask takes away; by default what Node makes them with
 * @throws The error of the first folder that could not be made
 */
export async function makeFolder(folder, mode = 0o777) {
  try {
    await makeOne(folder, mode);
  } catch (error) {
    const above = dirname(folder);
    if (codeOf(error) !== "ENOENT" || above === folder) throw error;
    // Somebody else may have made it meanwhile.
    if (!(await isThere(above))) await makeFolder(above, mode);
    await makeOne(folder, mode);
  }
}

/** @param {string} folder @param {number} mode */
async function makeOne(folder, mode) {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  }
}

/** @param {string} folder */
function isThere(folder) {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
