import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { dataDir as cluster } from "@electric-sql/pglite-prepopulatedfs";
import { parseTar } from "nanotar";

const GZIP = [0x1f, 0x8b];

/** The empty cluster that comes with PGlite, as a tar archive: `initdb` takes seconds. */
export function emptyCluster(): Promise<Blob> {
  return cluster();
}

/**
 * Makes the folder of an embedded database, whole or not at all.
 *
 * @param archive What is in it: the files of a cluster that was shut down, as a tar archive, with gzip or without
 */
export async function makeCluster(dataDir: string, archive: Blob): Promise<void> {
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await unpack(new Uint8Array(await archive.arrayBuffer()), draft);
  await rename(draft, dataDir);
}

async function unpack(archive: Uint8Array, folder: string): Promise<void> {
  const isCompressed = GZIP.every((byte, index) => archive[index] === byte);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { type, name, data } of parseTar(isCompressed ? gunzipSync(archive) : archive)) {
    const at = path.join(folder, name);
    if (type === "directory") await mkdir(at, { recursive: true, mode: 0o700 });
    else await writeFile(at, data ?? "", { mode: 0o600 });
  }
}
