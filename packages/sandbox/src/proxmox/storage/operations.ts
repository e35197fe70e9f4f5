import { createHash } from "node:crypto";
import { data, nodeOf, operation } from "../cluster.ts";
import { died, parameterErrors } from "../errors.ts";
import type { Volume } from "../rows.ts";
import { dropVolume, existingStorage, storageUse, volumesOf } from "./storage.ts";

// https://pve.proxmox.com/pve-docs/api-viewer/#/storage
const listConfiguration = operation("GET /storage", ({ account: { cluster } }) =>
  data(cluster.storages.map((storage) => configuration(storage))),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/storage/{storage}
const readConfiguration = operation("GET /storage/{storage}", ({ account: { cluster }, params }) =>
  data(configuration(existingStorage(cluster, params.storage ?? ""))),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/storage
const list = operation("GET /nodes/{node}/storage", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const content = call.query.get("content");
  const shown = cluster.storages.filter((storage) => content === null || storage.content.includes(content));
  return data(shown.map(({ storage }) => ({ storage, ...storageUse(cluster, storage) })));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/storage/{storage}/status
const status = operation("GET /nodes/{node}/storage/{storage}/status", (call) => {
  nodeOf(call);
  return data(storageUse(call.account.cluster, call.params.storage ?? ""));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/storage/{storage}/content
const listContent = operation("GET /nodes/{node}/storage/{storage}/content", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const { storage } = existingStorage(cluster, call.params.storage ?? "");
  const [content, vmid] = [call.query.get("content"), call.query.get("vmid")];
  const shown = volumesOf(cluster).filter(
    (volume) =>
      volume.storage === storage &&
      (content === null || volume.content === content) &&
      (vmid === null || volume.vmid === Number(vmid)),
  );
  return data(shown.map(wireVolume));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/storage/{storage}/content/{volume}
const readVolume = operation("GET /nodes/{node}/storage/{storage}/content/{volume}", (call) => {
  nodeOf(call);
  const volume = volumesOf(call.account.cluster).find(({ volid }) => volid === volidOf(call.params));
  if (volume === undefined) throw died(`volume '${volidOf(call.params)}' does not exist`);
  const { path } = existingStorage(call.account.cluster, volume.storage);
  const file = volume.volid.slice(volume.storage.length + 1);
  return data({ path: `${path ?? "/dev/pve"}/${file}`, format: volume.format, size: volume.bytes, used: volume.bytes });
});

// What is gone already is deleted: the vendor's worker only warns.
// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/storage/{storage}/content/{volume}
const deleteVolume = operation("DELETE /nodes/{node}/storage/{storage}/content/{volume}", (call) => {
  const { cluster, user } = call.account;
  const node = nodeOf(call);
  existingStorage(cluster, call.params.storage ?? "");
  const volid = volidOf(call.params);
  const owner = cluster.volumes.get(volid)?.vmid;
  if (owner !== undefined && cluster.guests.has(owner)) {
    throw died(
      `Cannot remove image, a guest with VMID '${owner}' exists! You can delete the image from guest's hardware pane`,
    );
  }
  const work = () => dropVolume(cluster, volid);
  return data(cluster.tasks.start({ node, type: "imgdel", id: volid.replace(/[:/]/g, "-"), user, work }));
});

export const storageOperations = [
  listConfiguration,
  readConfiguration,
  list,
  status,
  listContent,
  readVolume,
  deleteVolume,
];

/** The volume's whole id: the path may name it with its storage or without. */
function volidOf(params: Record<string, string>): string {
  const volume = decodeURIComponent(params.volume ?? "");
  if (volume === "") throw parameterErrors({ volume: "property is missing and it is not optional" });
  return volume.includes(":") ? volume : `${params.storage}:${volume}`;
}

function configuration({
  storage,
  type,
  path,
  content,
}: {
  storage: string;
  type: string;
  path?: string;
  content: readonly string[];
}) {
  const digest = createHash("sha1").update(`${storage} ${content.join()}`).digest("hex");
  return {
    storage,
    type,
    content: content.join(","),
    digest,
    ...(path === undefined ? { thinpool: "data", vgname: "pve" } : { path }),
  };
}

function wireVolume({ volid, content, format, bytes, vmid, createdAt }: Volume) {
  const ctime = Math.floor(createdAt / 1000);
  return { volid, content, format, size: bytes, ctime, ...(vmid === undefined ? {} : { vmid }) };
}
