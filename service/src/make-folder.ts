import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./error-code.ts";

/**
 * Makes a folder and those above it, readable by their owner alone. One that is there already is left as it is.
 *
 * Node's own recursive `mkdir` never ends below a folder that takes no new ones and says ENOENT of them, such as `/proc`.
 *
 * @throws The error of the first folder that could not be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const above = path.dirname(folder);
    if (errorCode(error) !== "ENOENT" || above === folder) throw error;
    // Somebody else may have made it meanwhile.
    if (!(await isThere(above))) await makeFolder(above);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  }
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
