/** Writes the cluster that tests begin with, as a tar archive: `make-warm-cluster.ts FILE`. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTar, type TarFileInput } from "nanotar";
import { pino } from "pino";
import { openDatabase } from "../db/kernel/database.ts";
import { openQueue } from "../jobs/runner/pg-boss-queue.ts";

const [, , file = ""] = process.argv;
const folder = await mkdtemp(path.join(tmpdir(), "freehold-cluster-"));
const dataDir = path.join(folder, "db");
try {
  const db = await openDatabase({ kind: "pglite", dataDir });
  const queue = await openQueue({ db, log: pino({ level: "silent" }) });
  await queue.stop();
  await db.close();
  await writeFile(file, createTar(await filesOf(dataDir)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
// The embedded database keeps a process for ever.
process.exit(0);

async function filesOf(root: string): Promise<TarFileInput[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.map(async (entry) => {
      const at = path.join(entry.parentPath, entry.name);
      const name = path.relative(root, at);
      return entry.isDirectory() ? { name: `${name}/` } : { name, data: await readFile(at) };
    }),
  );
}
