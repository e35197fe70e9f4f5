import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Runs `work` while no other process on this host runs work under the same lock. A holder that died does not block it. */
export async function withBuildLock<T>(cacheDir: string, name: string, work: () => Promise<T>): Promise<T> {
  const lock = join(cacheDir, `${name}.lock`);
  await mkdir(cacheDir, { recursive: true });
  while (!(await taken(lock))) {
    await delay(500);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** True when the lock is ours now. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
  const holder = Number(await readFile(lock, "utf8").catch(() => ""));
  if (holder > 0 && !isAlive(holder)) {
    await rm(lock, { force: true });
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
