import type { Cluster } from "../cluster.ts";
import { died, parameterErrors } from "../errors.ts";
import type { Guest, GuestConfig, Volume } from "../rows.ts";
import { existingStorage, storageFor } from "../storage/storage.ts";

const GIB = 1024 ** 3;
const UNITS: Record<string, number> = { "": 1, K: 1024, M: 1024 ** 2, G: GIB, T: 1024 * GIB };

/** A disk, of a virtual machine or of a container. */
export const DRIVE_KEY = /^(scsi|virtio|sata|ide|mp)\d+$|^(efidisk0|tpmstate0|rootfs)$/;

/** A drive's text, `local-lvm:vm-100-disk-0,size=10G`, in its parts. */
export interface Drive {
  /** Volume id, or `none`. */
  volume: string;
  options: Record<string, string>;
}

export function parseDrive(text: string): Drive {
  const [first = "", ...rest] = text.split(",");
  const options = Object.fromEntries(rest.map((part) => [part.split("=")[0] ?? "", part.slice(part.indexOf("=") + 1)]));
  return { volume: first.replace(/^file=/, "").replace(/^volume=/, ""), options };
}

export function formatDrive({ volume, options }: Drive): string {
  return [volume, ...Object.entries(options).map(([name, value]) => `${name}=${value}`)].join(",");
}

/** Reads a size, such as `20G`. */
export function bytesOf(size: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(size) ?? [];
  return amount === undefined ? 0 : Math.floor(Number(amount) * (UNITS[unit] ?? 1));
}

/** The size of all disks. */
export function diskBytes(config: GuestConfig): number {
  const drives = Object.entries(config).filter(([key]) => DRIVE_KEY.test(key));
  return drives.reduce((sum, [, text]) => {
    const { options } = parseDrive(String(text));
    return options.media === "cdrom" ? sum : sum + bytesOf(options.size ?? "0");
  }, 0);
}

/** The drive of the key, or the vendor's error. */
export function driveOf(guest: Guest, key: string): Drive {
  const text = guest.config[key];
  if (text === undefined || !DRIVE_KEY.test(key)) throw died(`disk '${key}' does not exist`);
  return parseDrive(String(text));
}

/**
 * Takes a drive into a guest: `local-lvm:8` makes a volume of 8 GiB, `local-lvm:cloudinit` the drive that cloud-init reads,
 * anything else must be there already.
 */
export function attachDrive(cluster: Cluster, guest: Guest, key: string, text: string): string {
  const drive = parseDrive(text);
  if (drive.volume === "none" || drive.volume === "cdrom") return formatDrive(drive);
  const [storage = "", name = ""] = drive.volume.split(":");
  const content = guest.kind === "lxc" ? "rootdir" : "images";
  if (name === "cloudinit") {
    storageFor(cluster, storage, "images");
    const volume = addVolume(cluster, guest, storage, `vm-${guest.id}-cloudinit`, 4 * 1024 ** 2, "images");
    return formatDrive({ volume, options: { media: "cdrom", ...drive.options } });
  }
  if (/^\d+(\.\d+)?$/.test(name)) {
    storageFor(cluster, storage, content);
    const { size: _size, ...options } = drive.options;
    const volume = addVolume(cluster, guest, storage, freeName(cluster, guest, storage), Number(name) * GIB, content);
    return formatDrive({ volume, options: { ...options, size: `${Number(name)}G` } });
  }
  if (name === "") throw parameterErrors({ [key]: `unable to parse drive options` });
  existingStorage(cluster, storage);
  const volume = cluster.volumes.get(drive.volume);
  if (volume === undefined) throw died(`volume '${drive.volume}' does not exist`);
  // A change of options is no change of size: that is what `resize` is for.
  const size = parseDrive(String(guest.config[key] ?? "")).options.size ?? `${Math.ceil(volume.bytes / GIB)}G`;
  const isCdrom = drive.options.media === "cdrom";
  return formatDrive({ ...drive, options: isCdrom ? drive.options : { ...drive.options, size } });
}

/** Lets go of a drive: cloud-init's goes at once, a disk stays as an unused one. */
export function detachDrive(cluster: Cluster, guest: Guest, key: string): void {
  const { volume, options } = driveOf(guest, key);
  delete guest.config[key];
  if (volume.endsWith("-cloudinit")) cluster.volumes.delete(volume);
  else if (options.media !== "cdrom" && cluster.volumes.has(volume)) {
    let index = 0;
    while (guest.config[`unused${index}`] !== undefined) index += 1;
    guest.config[`unused${index}`] = volume;
  }
}

/** Gives a guest a volume; returns its id. */
export function addVolume(
  cluster: Cluster,
  guest: Guest,
  storage: string,
  name: string,
  bytes: number,
  content: string,
): string {
  const volume: Volume = {
    volid: `${storage}:${name}`,
    storage,
    content,
    format: "raw",
    bytes,
    createdAt: cluster.services.clock.now(),
    vmid: guest.id,
  };
  cluster.volumes.set(volume.volid, volume);
  return volume.volid;
}

/** The name of a guest's next disk. */
export function freeName(cluster: Cluster, guest: Guest, storage: string): string {
  let index = 0;
  while (cluster.volumes.has(`${storage}:vm-${guest.id}-disk-${index}`)) index += 1;
  return `vm-${guest.id}-disk-${index}`;
}

/** Removes all that a guest had on storages. */
export function removeVolumes(cluster: Cluster, guest: Guest): void {
  for (const volume of cluster.volumes.values()) if (volume.vmid === guest.id) cluster.volumes.delete(volume.volid);
}
