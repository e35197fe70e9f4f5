import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import { dirname } from "node:path";
import { SetupFailure } from "./setup-failure.mjs";

const GIB = 1024 ** 3;

/**
 * Refuses to begin what would fill the disk.
 *
 * @param {string} folder On the disk that will be written to; need not exist yet.
 * @param {number} neededGib
 * @param {string} purpose
 * @param {string} [remedy]
 */
export async function requireSpace(
  folder,
  neededGib,
  purpose,
  remedy = "set FREEHOLD_CACHE to a folder on a larger disk",
) {
  if (!fs.statfs) return; // Node before 18.15 cannot say

  const disk = await fs.statfs(existingPart(folder));
  const freeGib = (disk.bavail * disk.bsize) / GIB;
  if (freeGib >= neededGib) return;

  throw new SetupFailure(
    `${purpose} needs ${neededGib} GiB of free disk space, the disk of ${folder} has ${freeGib.toFixed(1)} GiB; ` +
      `make room, or ${remedy}`,
  );
}

/**
 * @param {string} folder
 * @returns {string}
 */
function existingPart(folder) {
  return existsSync(folder) ? folder : existingPart(dirname(folder));
}
