import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { findOnPath, runTool } from "../run-tool.mjs";
import { heading } from "./heading.mjs";

/** The folders that hold our source; the top level is fixed. */
const SOURCE = ["packages", "components", "stacks", "service", "templates", "examples", "test"];

/**
 * @typedef {object} StaticStep
 * @property {string} name
 * @property {string} program
 * @property {readonly string[]} args
 * @property {string} [skipped] Why it does not run here.
 */

/**
 * Runs what needs no test runner, side by side: each of them leaves one of two cores idle for a part of its time.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} Names of the steps that failed.
 */
export async function runStaticSteps(root, env) {
  const results = await Promise.all(
    staticSteps(env).map(async (step) => {
      const startedAt = performance.now();
      const { status, output } = step.skipped
        ? { status: 0, output: [] }
        : await runTool(step.program, step.args, { cwd: root, env });

      heading(step.name, step.skipped ? `skipped: ${step.skipped}` : outcome(status), performance.now() - startedAt);
      if (status !== 0) process.stdout.write(`${output.join("\n")}\n`);
      return { name: step.name, status };
    }),
  );
  return results.filter(({ status }) => status !== 0).map(({ name }) => name);
}

/** @param {number} status */
function outcome(status) {
  return status === 0 ? "passed" : `failed (exit status ${status})`;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {StaticStep[]}
 */
function staticSteps(env) {
  const node = process.execPath;
  const [shellcheck] = findOnPath("shellcheck", env.PATH);

  return [
    { name: "types", program: node, args: [bin("typescript", "bin", "tsc"), "-p", "tsconfig.json"] },
    {
      name: "lint",
      program: node,
      args: [bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."],
    },
    { name: "import rules", program: node, args: importRules(".dependency-cruiser.mjs", SOURCE) },
    {
      name: "run-time import rules",
      program: node,
      args: importRules(".dependency-cruiser.run-time.mjs", ["service"]),
    },
    {
      name: "shell",
      program: shellcheck ?? "shellcheck",
      args: ["templates/host/hostctl", "templates/host/loader", "templates/host/heartbeat"],
      ...(!shellcheck && { skipped: "shellcheck is not installed" }),
    },
  ];
}

/**
 * @param {string} config
 * @param {readonly string[]} folders
 */
function importRules(config, folders) {
  const cruiser = bin("dependency-cruiser", "bin", "dependency-cruiser.mjs");
  return [cruiser, "--config", config, "--output-type", "err-long", ...folders];
}

/** @param {string[]} path */
function bin(...path) {
  return join("node_modules", ...path);
}
