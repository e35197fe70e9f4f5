import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { makeFolder } from "./make-folder.mjs";
import { SetupFailure } from "./setup-failure.mjs";

/**
 * The folder outside the checkout that keeps what set-up brought, for all checkouts of this user: `FREEHOLD_CACHE`,
 * else the platform's cache folder.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 */
export function cacheDir(env, platform = process.platform) {
  if (env.FREEHOLD_CACHE) return resolve(env.FREEHOLD_CACHE);
  if (env.XDG_CACHE_HOME) return resolve(env.XDG_CACHE_HOME, "freehold");

  const home = env.HOME ?? homedir();
  return platform === "darwin" ? join(home, "Library", "Caches", "freehold") : join(home, ".cache", "freehold");
}

/** @param {string} cache */
export async function requireWritableCache(cache) {
  try {
    await makeFolder(cache);
    await access(cache, constants.W_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new SetupFailure(
      `cannot write to the cache folder ${cache} (${code}); set FREEHOLD_CACHE=<folder> to one that can be written to`,
      { cause: error },
    );
  }
}
