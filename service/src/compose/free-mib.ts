import { statfs } from "node:fs/promises";
import { errorCode } from "../error-code.ts";

const MIB = 1024 * 1024;

/** Free space of a folder's file system in MiB, without what is kept for root; undefined where there is no such folder. */
export async function freeMib(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / MIB;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
