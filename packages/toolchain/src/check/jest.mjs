import { spawn } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { heading } from "./heading.mjs";

// As flags of Jest and its workers, not as NODE_OPTIONS: the programs that tests start must run as users start them.
const NODE_FLAGS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

/**
 * Runs Jest on this terminal and leaves its report in a file.
 *
 * @param {{ root: string, reportFile: string, args: readonly string[] }} options
 * @returns {Promise<boolean>} Whether everything passed.
 */
export function runJest({ root, reportFile, args }) {
  heading("tests", "jest");
  const startedAt = performance.now();

  return new Promise((resolve, reject) => {
    const jest = join(root, "node_modules", "jest", "bin", "jest.js");
    const report = ["--json", "--outputFile", reportFile];
    const child = spawn(process.execPath, [...NODE_FLAGS, jest, ...report, ...args], {
      cwd: root,
      stdio: "inherit",
    });

    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code) => {
      heading("tests", code === 0 ? "passed" : "failed", performance.now() - startedAt);
      resolve(code === 0);
    });
  });
}
