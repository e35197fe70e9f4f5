import { readdir } from "node:fs/promises";
import { join, matchesGlob, relative, resolve } from "node:path";
import { Archive, Asset } from "@freehold/provider-kit";

/** Files that a command left behind, by their paths below the folder. */
export type Assets = Record<string, Asset>;

/** Finds files by patterns; a pattern that begins with `!` takes files away that an earlier one found. */
export async function findAssets(dir: string, patterns: readonly string[]): Promise<Assets> {
  const root = resolve(dir);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));

  const matching = files.filter((file) => isWanted(relative(root, file), patterns));
  return Object.fromEntries(matching.map((file) => [relative(root, file), new Asset({ path: file })]));
}

/** The same files as one archive. */
export async function findArchive(dir: string, patterns: readonly string[]): Promise<Archive> {
  return new Archive({ assets: { ...(await findAssets(dir, patterns)) } });
}

function isWanted(path: string, patterns: readonly string[]): boolean {
  return patterns.reduce((wanted, pattern) => {
    const excludes = pattern.startsWith("!");
    return matchesGlob(path, excludes ? pattern.slice(1) : pattern) ? !excludes : wanted;
  }, false);
}
