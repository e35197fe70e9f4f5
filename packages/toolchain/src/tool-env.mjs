import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The environment for npm, pnpm, Go and the engine. They keep caches of their own in the home folder; where that cannot
 * be written to, the caches move into ours, so that FREEHOLD_CACHE alone is a remedy.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} cache
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv(env, cache) {
  if (canWrite(env.HOME ?? homedir())) return env;

  return {
    npm_config_cache: join(cache, "npm"),
    npm_config_store_dir: join(cache, "pnpm-store"),
    GOPATH: join(cache, "go"),
    GOCACHE: join(cache, "go-build"),
    PULUMI_HOME: join(cache, "pulumi-home"),
    ...env,
  };
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
