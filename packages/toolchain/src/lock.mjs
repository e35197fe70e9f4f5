import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { say } from "./progress.mjs";

const HEARTBEAT_MS = 2000;
const RETRY_MS = 250;

/** A holder that has not been heard for so long is gone, even if its process id lives on in another process. */
const SILENT_MS = 60_000;

/**
 * Runs `work` while no other process on this cache does the same. The lock saves double work and nothing more: what it
 * guards must also be safe without it.
 *
 * @template T
 * @param {string} file
 * @param {string} purpose For the message while waiting.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, purpose, work) {
  await mkdir(dirname(file), { recursive: true });
  await acquire(file, purpose);
  const heartbeat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);

  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} purpose
 */
async function acquire(file, purpose) {
  let announced = false;

  while (!(await create(file))) {
    const holder = await readHolder(file);
    if (!holder) continue; // released between the two looks

    if (isGone(holder)) {
      // Only one of several waiters succeeds in moving it away; the others find a new holder, or none.
      await rename(file, `${file}.${process.pid}`).catch(() => {});
      await rm(`${file}.${process.pid}`, { force: true });
      continue;
    }
    if (!announced) say(`${purpose}: waiting for another set-up that does this now (process ${holder.pid})`);
    announced = true;
    await delay(RETRY_MS);
  }
}

/** @param {string} file */
async function create(file) {
  try {
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @typedef {{ pid: number, host: string, silentMs: number }} Holder
 * @param {string} file
 * @returns {Promise<Holder | undefined>}
 */
async function readHolder(file) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    const silentMs = Date.now() - mtimeMs;
    // An empty file is a holder between creating and writing it.
    return text ? { ...JSON.parse(text), silentMs } : { pid: 0, host: "", silentMs };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {Holder} holder */
function isGone(holder) {
  if (holder.silentMs > SILENT_MS) return true;
  if (holder.host !== hostname()) return false;

  try {
    process.kill(holder.pid, 0); // sends nothing, only asks
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}
