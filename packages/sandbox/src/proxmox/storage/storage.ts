import { posix } from "node:path";
import { namesIn } from "../../machines/simulated/disk.ts";
import type { Cluster } from "../cluster.ts";
import { died } from "../errors.ts";
import type { Storage, Volume } from "../rows.ts";

const GIB = 1024 ** 3;

/** As an installation has them, but with snippets allowed in `local`: an operator does that with `pvesm set local --content …`. */
export const STORAGES: readonly Storage[] = [
  {
    storage: "local",
    type: "dir",
    path: "/var/lib/vz",
    content: ["backup", "import", "iso", "snippets", "vztmpl"],
    totalBytes: 100 * GIB,
  },
  { storage: "local-lvm", type: "lvmthin", content: ["images", "rootdir"], totalBytes: 2048 * GIB },
];

/** The storage, or the vendor's error. */
export function existingStorage(cluster: Cluster, name: string): Storage {
  const storage = cluster.storages.find((candidate) => candidate.storage === name);
  if (storage === undefined) throw died(`storage '${name}' does not exist`);
  return storage;
}

/** The storage, or the vendor's error when it cannot hold the content. */
export function storageFor(cluster: Cluster, name: string, content: string): Storage {
  const storage = existingStorage(cluster, name);
  if (!storage.content.includes(content)) throw died(`storage '${name}' does not support content-type '${content}'`);
  return storage;
}

/** Where the node keeps snippets: files, which the API can list and delete but not make. */
export const SNIPPETS_FOLDER = "/var/lib/vz/snippets";

/** All that storages hold. */
export function volumesOf(cluster: Cluster): Volume[] {
  const snippets = namesIn(cluster.disk, SNIPPETS_FOLDER).map((name): Volume => {
    const file = cluster.disk.get(posix.join(SNIPPETS_FOLDER, name));
    return {
      volid: `local:snippets/${name}`,
      storage: "local",
      content: "snippets",
      format: "snippet",
      bytes: file?.content.length ?? 0,
      createdAt: file?.modifiedAtMs ?? 0,
    };
  });
  return [...cluster.volumes.values(), ...snippets];
}

/** The text of a snippet; undefined when there is none. */
export function snippetText(cluster: Cluster, volid: string): string | undefined {
  return cluster.disk.get(posix.join(SNIPPETS_FOLDER, posix.basename(volid)))?.content.toString();
}

/** Removes a volume. What is gone already is removed. */
export function dropVolume(cluster: Cluster, volid: string): void {
  cluster.volumes.delete(volid);
  if (volid.startsWith("local:snippets/")) cluster.disk.delete(posix.join(SNIPPETS_FOLDER, posix.basename(volid)));
}

/** The state of a storage, as lists and `status` show it. */
export function storageUse(cluster: Cluster, name: string) {
  const { type, content, totalBytes: total } = existingStorage(cluster, name);
  const used = volumesOf(cluster)
    .filter(({ storage }) => storage === name)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return { type, content: content.join(","), total, used, avail: total - used, active: 1, enabled: 1, shared: 0 };
}
