import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "./cache-dir.mjs";
import { installOnce } from "./install-once.mjs";
import { say } from "./progress.mjs";
import { findOnPath, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { SCHEMATHESIS_VERSION } from "./versions.mjs";

const REQUIREMENTS = fileURLToPath(new URL("../schemathesis/requirements.txt", import.meta.url));

/**
 * The fuzzer of the API's description, in the cache: installed by pip once for each version of Python, every package
 * checked against its hash.
 *
 * @param {{ env: NodeJS.ProcessEnv, cache?: string }} options
 * @returns {Promise<{ python: string, packages: string }>} An interpreter, and the folder that its `PYTHONPATH` must name.
 * @throws SetupFailure Without Python 3.11 and its `venv`, or without a package index.
 */
export async function provideSchemathesis({ env, cache = cacheDir(env) }) {
  const { python, tag } = await findPython(env);
  const packages = await installOnce({
    cache,
    key: `schemathesis-${SCHEMATHESIS_VERSION}-${tag}`,
    label: `Schemathesis ${SCHEMATHESIS_VERSION}`,
    files: [join("schemathesis", "cli", "__main__.py"), join("jsonschema_rs", "__init__.py")],
    build: async (partial) => {
      say(`installing Schemathesis ${SCHEMATHESIS_VERSION} into ${cache}`);
      await install(python, partial, env);
    },
  });
  return { python, packages };
}

/** @param {NodeJS.ProcessEnv} env */
async function findPython(env) {
  const [python] = findOnPath("python3", env.PATH);
  if (!python) throw new SetupFailure("python3 is not on the PATH, Schemathesis needs 3.11 or newer; install it");

  const { status, stdout } = await runTool(
    python,
    ["-c", "import sys; print(*sys.version_info[:2], sys.implementation.cache_tag)"],
    { env },
  );
  const [major = 0, minor = 0, tag = ""] = (stdout[0] ?? "").split(" ");
  if (status === 0 && Number(major) === 3 && Number(minor) >= 11) return { python, tag: String(tag) };
  throw new SetupFailure(
    `${python} is ${status === 0 ? `Python ${major}.${minor}` : "no Python that runs"}, Schemathesis needs 3.11 or newer; install it and put it in front of the PATH`,
  );
}

/**
 * A virtual environment names its own folder and could not be renamed, so it only lends its pip.
 *
 * @param {string} python
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function install(python, folder, env) {
  const venv = join(folder, "venv");
  await step(python, ["-m", "venv", venv], env, "install its venv, on Debian the package python3-venv");

  const quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"];
  const choice = ["--require-hashes", "--only-binary=:all:", "--target", folder, "-r", REQUIREMENTS];
  const pip = join(venv, "bin", "pip");
  await step(pip, ["install", ...quiet, ...choice], env, "check the network and `pip config list`");
  await rm(venv, { recursive: true });
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} remedy
 */
async function step(program, args, env, remedy) {
  const { status, output } = await runTool(program, args, { env });
  if (status === 0) return;
  throw new SetupFailure(
    `Schemathesis ${SCHEMATHESIS_VERSION} could not be installed: ${program} ended with status ${status}; ${remedy}, then run the command again`,
    { details: output },
  );
}
