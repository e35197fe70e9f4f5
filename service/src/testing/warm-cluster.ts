import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, openAsBlob } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cacheDir, LIGHT_PROCESS } from "@freehold/toolchain";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import { makeCluster } from "../db/kernel/embedded-cluster.ts";

/** What the tables of a new database come from: when any of it changes, another cluster is made. */
const MADE_OF = ["../db/migrations/", "../db/kernel/", "../jobs/runner/pg-boss-queue.ts", "../../package.json"];
const LOCKED = "../../../pnpm-lock.yaml";

/** How long the clusters of other versions stay, in milliseconds: 30 days. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * An embedded database in memory, with the tables in it: they are made once for all tests, because that takes more than what most of them
 * do with it.
 */
export async function inMemory(): Promise<DatabaseOptions> {
  return { kind: "pglite", cluster: await warmCluster() };
}

/** The same in a folder, which outlives the process. */
export async function inFolder(dataDir: string): Promise<DatabaseOptions> {
  return { kind: "pglite", dataDir, cluster: await warmCluster() };
}

/** Puts such a database where a service with this home looks for its own; what is there already stays. */
export async function warmHome(home: string): Promise<void> {
  const folder = path.join(home, "db");
  if (existsSync(folder)) return;
  await mkdir(home, { recursive: true, mode: 0o700 });
  await makeCluster(folder, await warmCluster());
}

async function warmCluster(): Promise<Blob> {
  const folder = path.join(cacheDir(process.env), "test-clusters");
  const archive = path.join(folder, `${await fingerprint()}.tar`);
  if (!existsSync(archive)) {
    await mkdir(folder, { recursive: true });
    // Several workers may come here at once: each makes its own, and the last one stays.
    const draft = `${archive}.${process.pid}`;
    const program = fileURLToPath(new URL("make-warm-cluster.ts", import.meta.url));
    await promisify(execFile)(process.execPath, [...LIGHT_PROCESS.nodeFlags, program, draft]);
    await removeOld(folder);
    await rename(draft, archive);
  }
  return openAsBlob(archive);
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const at = path.join(folder, name);
    if (Date.now() - (await stat(at)).mtimeMs > KEPT_MS) await rm(at, { force: true });
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256").update(await readFile(new URL(LOCKED, import.meta.url)));
  for (const name of MADE_OF) {
    const at = new URL(name, import.meta.url);
    const files = name.endsWith("/") ? (await readdir(at)).filter((file) => !file.endsWith(".test.ts")).sort() : [""];
    for (const file of files) hash.update(file).update(await readFile(new URL(file, at)));
  }
  return hash.digest("hex").slice(0, 16);
}
