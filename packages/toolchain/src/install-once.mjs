import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { requireWritableCache } from "./cache-dir.mjs";
import { withLock } from "./lock.mjs";

/**
 * One thing that the cache keeps.
 *
 * @typedef {object} Installation
 * @property {string} cache
 * @property {string} key Folder name inside the cache; carries the version.
 * @property {string} label For messages.
 * @property {readonly string[]} files What the finished folder must contain.
 * @property {(folder: string) => Promise<void>} build Fills an empty folder on the same disk as the cache.
 */

/**
 * Brings one folder into the cache, whole or not at all: it is filled under another name and renamed when complete.
 *
 * @param {Installation} installation
 * @returns {Promise<string>} The folder.
 */
export async function installOnce({ cache, key, label, files, build }) {
  const folder = join(cache, key);
  if (isComplete(folder, files)) return folder;
  await requireWritableCache(cache);

  return withLock(join(cache, "locks", `${key}.lock`), label, async () => {
    if (isComplete(folder, files)) return folder; // another set-up finished while this one waited

    const partial = await freshPartial(cache, key);
    try {
      await build(partial);
      if (!isComplete(partial, files)) throw new Error(`${label}: the build left no ${files.join(", ")}`);

      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      return folder;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
}

/**
 * @param {string} folder
 * @param {readonly string[]} files
 */
function isComplete(folder, files) {
  return files.every((file) => existsSync(join(folder, file)));
}

/**
 * @param {string} cache
 * @param {string} key
 */
async function freshPartial(cache, key) {
  const parent = join(cache, "partial");
  await mkdir(parent, { recursive: true });

  // The lock is held, so whatever is there was left by a set-up that was killed.
  const abandoned = (await readdir(parent)).filter((name) => name.startsWith(`${key}-`));
  await Promise.all(abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })));

  return mkdtemp(join(parent, `${key}-`));
}
