import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { errorCode } from "../error-code.ts";

/** Beside what other tools keep of their own between runs. */
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/freehold/", import.meta.url));

/** A dump of an empty embedded cluster, made once per checkout: making a cluster costs a test file a second or two. */
export async function emptyCluster(): Promise<Blob> {
  const file = path.join(FOLDER, "empty-cluster.tar");
  try {
    return new Blob([await readFile(file)]);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir("none");
  await pglite.close();
  await mkdir(FOLDER, { recursive: true });
  // Test files run at the same time: none must read half a file.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, Buffer.from(await dump.arrayBuffer()));
  await rename(draft, file);
  return dump;
}
