import { z } from "zod";
import { noteMade } from "../../kernel/effects.ts";
import { randomHex } from "../../kernel/random.ts";
import { type Cluster, data, type ProxmoxCall } from "../cluster.ts";
import { died } from "../errors.ts";
import { DiskFormat, DnsName, Flag, Identifier, Natural, NodeName, PoolId, VmId } from "../parameters.ts";
import { existing } from "../pools.ts";
import type { Guest, GuestConfig } from "../rows.ts";
import { storageFor } from "../storage/storage.ts";
import { changeConfig } from "./change-config.ts";
import { addVolume, bytesOf, DRIVE_KEY, formatDrive, freeName, parseDrive, removeVolumes } from "./drives.ts";
import { guestOf, isTemplate, newGuest, refuseLocked } from "./guest.ts";

const text = z.string().optional();
export const CloneBody = z.strictObject({
  newid: VmId,
  name: DnsName.optional(),
  hostname: DnsName.optional(),
  description: text,
  pool: PoolId.optional(),
  storage: Identifier.optional(),
  format: DiskFormat,
  full: Flag.optional(),
  target: NodeName.optional(),
  snapname: z.string().max(40, "value may only be 40 characters long").optional(),
  bwlimit: Natural.optional(),
});
export type CloneBody = z.infer<typeof CloneBody>;

/** Makes a guest from another one. The new one is there at once, locked until the copy is done. */
export function cloneGuest(call: ProxmoxCall<CloneBody>, kind: Guest["kind"]) {
  const { cluster, user } = call.account;
  const source = guestOf(call, kind);
  const { body } = call;
  checkClone(cluster, source, body);

  const target = newGuest(body.newid, kind, source.node, { lock: "clone" }, source.image);
  target.pool = body.pool;
  target.rootKeys = [...source.rootKeys];
  cluster.guests.set(target.id, target);
  noteMade(target);
  const work = () => {
    if (cluster.guests.get(target.id) !== target) throw died(`clone failed: ${kind} ${target.id} is gone`);
    target.config = copiedConfig(cluster, source, target, body);
    const { description } = body;
    changeConfig(cluster, target, {
      set: { ...named(kind, body), ...(description === undefined ? {} : { description }) },
      remove: [],
      digest: undefined,
    });
  };
  const type = kind === "qemu" ? "qmclone" : "vzclone";
  // Of a clone that fails the node leaves nothing.
  const undo = () => removeGuest(cluster, target);
  return data(cluster.tasks.start({ node: source.node, type, id: String(source.id), user, work, undo }));
}

function checkClone(cluster: Cluster, source: Guest, body: CloneBody): void {
  refuseLocked(source);
  if (cluster.guests.has(body.newid)) {
    throw died(`unable to create ${source.kind === "qemu" ? "VM" : "CT"} ${body.newid}: config file already exists`);
  }
  if (body.pool !== undefined) existing(cluster, body.pool);
  if (body.target !== undefined && body.target !== source.node) {
    throw died(`can't clone VM to node '${body.target}' (VM uses local storage)`);
  }
  const isLinked = !(body.full ?? !isTemplate(source));
  if (isLinked && !isTemplate(source))
    throw died("Linked clone feature is not supported for a guest that is no template");
  if (isLinked && body.storage !== undefined) throw died("parameter 'storage' not allowed for linked clones");
  if (body.storage !== undefined) storageFor(cluster, body.storage, source.kind === "qemu" ? "images" : "rootdir");
}

/** The source's settings with disks, addresses and identity of the clone's own. */
function copiedConfig(cluster: Cluster, source: Guest, target: Guest, body: CloneBody): GuestConfig {
  const { template: _template, lock: _lock, name: _name, description: _description, ...kept } = source.config;
  const entries = Object.entries(kept).filter(([key]) => !key.startsWith("unused"));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (DRIVE_KEY.test(key)) return [key, copiedDrive(cluster, source, target, String(value), body.storage)];
      if (/^net\d+$/.test(key))
        return [key, String(value).replace(/(BC:24:11)(:[0-9A-F]{2}){3}/i, (_, range) => `${range}${randomTail()}`)];
      if (key === "smbios1") return [key, `uuid=${crypto.randomUUID()}`];
      if (key === "vmgenid") return [key, crypto.randomUUID()];
      return [key, value];
    }),
  );
}

function copiedDrive(cluster: Cluster, source: Guest, target: Guest, text: string, storage?: string): string {
  const drive = parseDrive(text);
  if (!drive.volume.includes(":")) return text;
  const [from = ""] = drive.volume.split(":");
  const to = storage ?? from;
  const isCloudInit = drive.volume.endsWith("-cloudinit");
  const name = isCloudInit ? `vm-${target.id}-cloudinit` : freeName(cluster, target, to);
  const bytes = isCloudInit ? 4 * 1024 ** 2 : bytesOf(drive.options.size ?? "0");
  const volume = addVolume(cluster, target, to, name, bytes, source.kind === "lxc" ? "rootdir" : "images");
  return formatDrive({ ...drive, volume });
}

function named(kind: Guest["kind"], { name, hostname, newid }: CloneBody): GuestConfig {
  if (kind === "lxc") return { hostname: hostname ?? `CT${newid}` };
  return { name: name ?? `Copy-of-VM-${newid}` };
}

function randomTail(): string {
  return (randomHex(6).toUpperCase().match(/../g) ?? []).map((byte) => `:${byte}`).join("");
}

/** Removes a guest that was never finished, or that is being deleted, with its disks. */
export function removeGuest(cluster: Cluster, guest: Guest): void {
  removeVolumes(cluster, guest);
  cluster.guests.delete(guest.id);
}
