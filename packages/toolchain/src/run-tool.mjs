import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { withoutSecrets } from "./without-secrets.mjs";

/** What a shell answers when there is no such program. */
const NOT_FOUND_STATUS = 127;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Runs a tool to its end. Its output is kept, not shown: `stdout` alone, `output` with stderr, in the order it came.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string, onErrorLine?: (line: string) => void }} options
 * @returns {Promise<{ status: number, stdout: string[], output: string[] }>}
 */
export function runTool(program, args, { env, cwd, onErrorLine }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: withoutSecrets(env), cwd, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);

    /** @type {string[]} */
    const stdout = [];
    /** @type {string[]} */
    const output = [];

    createInterface({ input: child.stdout }).on("line", (line) => {
      stdout.push(line);
      output.push(line);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      output.push(line);
      onErrorLine?.(line);
    });

    /** @param {number} status */
    const finish = (status) => {
      running.delete(child);
      resolve({ status, stdout, output });
    };
    child.once("error", (error) => {
      output.push(error.message);
      finish(NOT_FOUND_STATUS);
    });
    child.once("close", (code) => finish(code ?? 1));
  });
}

/** Ends the tools that still run, so that an interrupted set-up leaves no compiler behind. */
export function endRunningTools() {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * The files that a shell would start for `name`, first one first.
 *
 * @param {string} name
 * @param {string} [path] The value of PATH.
 */
export function findOnPath(name, path = "") {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .filter(isProgram);
}

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
