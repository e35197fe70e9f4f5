import { dirname, join, resolve } from "node:path";
import { cacheDir } from "./cache-dir.mjs";
import { findOnPath, isProgram, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { PULUMI_VERSION } from "./versions.mjs";

/** Folder of the engine inside the cache. */
export const ENGINE_KEY = `pulumi-${PULUMI_VERSION}`;

/** What a usable engine consists of, inside its folder. */
export const ENGINE_FILES = [join("bin", "pulumi"), join("bin", "pulumi-language-nodejs")];

/**
 * An engine of the pinned version that is already on this machine: the one that FREEHOLD_PULUMI_BIN names, else one on
 * the PATH, else ours in the cache. Installs nothing.
 *
 * @param {{ env: NodeJS.ProcessEnv, cache?: string, onNotice?: (sentence: string) => void }} options
 *   `onNotice` is called with why an engine on the PATH is not used.
 * @returns {Promise<string | undefined>} Path of the `pulumi` program.
 */
export async function findEngine({ env, cache = cacheDir(env), onNotice = () => {} }) {
  const cached = ENGINE_FILES.every((file) => isProgram(join(cache, ENGINE_KEY, file)))
    ? join(cache, ENGINE_KEY, "bin", "pulumi")
    : undefined;

  // Our own engine was checked when it was installed; commands started by the launcher find it named here.
  const named = env.FREEHOLD_PULUMI_BIN && resolve(env.FREEHOLD_PULUMI_BIN);
  if (named && named !== cached) return requireNamedEngine(named, env);

  const [onPath] = findOnPath("pulumi", env.PATH);
  if (!onPath || onPath === cached) return cached;

  const fault = await engineFault(onPath, env);
  if (!fault) return onPath;
  onNotice(`the pulumi on the PATH (${onPath}) ${fault}: using our own ${PULUMI_VERSION}, yours stays as it is`);
  return cached;
}

/**
 * Why the program cannot be our engine, or nothing when it can.
 *
 * @param {string} pulumi
 * @param {NodeJS.ProcessEnv} env
 */
export async function engineFault(pulumi, env) {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, stdout } = await runTool(pulumi, ["version"], { env: quiet });
  const version = stdout.at(-1)?.trim().replace(/^v/, "");

  if (status !== 0 || !version) return `does not answer \`pulumi version\` (exit status ${status})`;
  if (version !== PULUMI_VERSION) return `has version ${version}`;

  const host = "pulumi-language-nodejs";
  const hasHost = isProgram(join(dirname(pulumi), host)) || findOnPath(host, env.PATH).length > 0;
  return hasHost ? undefined : `has no ${host} beside it or on the PATH`;
}

/**
 * @param {string} named
 * @param {NodeJS.ProcessEnv} env
 */
async function requireNamedEngine(named, env) {
  const fault = isProgram(named) ? await engineFault(named, env) : "is not a program that can be started";
  if (!fault) return named;

  throw new SetupFailure(
    `FREEHOLD_PULUMI_BIN=${named} ${fault}, needed is Pulumi ${PULUMI_VERSION}; name one of that version, or unset FREEHOLD_PULUMI_BIN to have it installed`,
  );
}
