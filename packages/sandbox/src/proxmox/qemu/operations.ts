import { z } from "zod";
import { shownInLists } from "../../kernel/effects.ts";
import { data, nodeOf, operation } from "../cluster.ts";
import { died, parameterErrors } from "../errors.ts";
import { changeConfig } from "../guests/change-config.ts";
import { CloneBody, cloneGuest } from "../guests/clone.ts";
import { readConfigChange } from "../guests/config-change.ts";
import { addVolume, bytesOf, driveOf, formatDrive, freeName } from "../guests/drives.ts";
import { coresOf, digestOf, guestOf, listed, refuseLocked } from "../guests/guest.ts";
import { begin, beginUnlocked, powerOperations } from "../guests/power.ts";
import { resizeBody, resizeDisk } from "../guests/resize.ts";
import { ConfigDigest40, DiskFormat, Flag, Identifier, Natural } from "../parameters.ts";
import { storageFor } from "../storage/storage.ts";
import { agentOperations, hasAgent } from "./agent.ts";

const VM = "/nodes/{node}/qemu/{vmid}";
const Settings = z.record(z.string(), z.string());

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu
const list = operation("GET /nodes/{node}/qemu", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const guests = shownInLists([...cluster.guests.values()].filter(({ kind }) => kind === "qemu"));
  return data(guests.map((guest) => ({ ...listed(cluster, guest), cpus: coresOf(guest) })));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/clone
const clone = operation(`POST ${VM}/clone`, CloneBody, (call) => cloneGuest(call, "qemu"));

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/config
const readConfig = operation(`GET ${VM}/config`, (call) => {
  const guest = guestOf(call, "qemu");
  const { cipassword, ...config } = guest.config;
  return data({
    ...config,
    ...(cipassword === undefined ? {} : { cipassword: "**********" }),
    digest: digestOf(guest),
  });
});

const putConfig = operation(`PUT ${VM}/config`, Settings, (call) => {
  const change = readConfigChange("qemu", call.body);
  const guest = guestOf(call, "qemu");
  refuseLocked(guest);
  changeConfig(call.account.cluster, guest, change);
  return data(null);
});

const postConfig = operation(`POST ${VM}/config`, Settings, (call) => {
  const change = readConfigChange("qemu", call.body);
  const guest = guestOf(call, "qemu");
  return beginUnlocked(call, guest, "qmconfig", () => changeConfig(call.account.cluster, guest, change));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/resize
const resize = operation(`PUT ${VM}/resize`, resizeBody(/^((scsi|virtio|sata|ide)\d+|efidisk0|tpmstate0)$/), (call) =>
  resizeDisk(call, "qemu"),
);

const DISK = /^((scsi|virtio|sata|ide|unused)\d+|efidisk0|tpmstate0)$/;
const MoveDisk = z.strictObject({
  disk: z.string().regex(DISK, "value does not have a value in the enumeration"),
  storage: Identifier.optional(),
  delete: Flag.optional(),
  format: DiskFormat,
  bwlimit: Natural.optional(),
  digest: ConfigDigest40,
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/move_disk
const moveDisk = operation(`POST ${VM}/move_disk`, MoveDisk, (call) => {
  const { cluster } = call.account;
  const guest = guestOf(call, "qemu");
  refuseLocked(guest);
  const { disk, storage, delete: isOriginalDeleted } = call.body;
  if (storage === undefined) throw parameterErrors({ storage: "property is missing and it is not optional" });
  const drive = driveOf(guest, disk);
  storageFor(cluster, storage, "images");
  if (drive.volume.startsWith(`${storage}:`)) throw died("you can't move to the same storage with same format");
  return beginUnlocked(call, guest, "qmmove", () => {
    const bytes = bytesOf(drive.options.size ?? "0");
    const volume = addVolume(cluster, guest, storage, freeName(cluster, guest, storage), bytes, "images");
    guest.config[disk] = formatDrive({ ...drive, volume });
    if (isOriginalDeleted === true) cluster.volumes.delete(drive.volume);
    else guest.config.unused0 = drive.volume;
  });
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/status/current
const status = operation(`GET ${VM}/status/current`, (call) => {
  const guest = guestOf(call, "qemu");
  return data({
    ...listed(call.account.cluster, guest),
    cpus: coresOf(guest),
    qmpstatus: guest.status,
    ha: { managed: 0 },
    ...(hasAgent(guest) ? { agent: 1 } : {}),
    ...(guest.status === "running"
      ? { pid: 10_000 + guest.id, "running-qemu": "10.0.2", "running-machine": "pc-i440fx-10.0+pve0" }
      : {}),
  });
});

const Template = z.strictObject({
  disk: z.string().regex(DISK, "value does not have a value in the enumeration").optional(),
});

// A template's disks become base volumes.
// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/template
const template = operation(`POST ${VM}/template`, Template, (call) => {
  const guest = guestOf(call, "qemu");
  refuseLocked(guest);
  if (guest.status === "running") throw died(`you can't convert a VM to template if VM is running`);
  if (guest.config.template === 1) throw died("you can't convert a template to a template");
  return begin(call, guest, "qmtemplate", () => {
    guest.config.template = 1;
  });
});

export const qemuOperations = [
  list,
  clone,
  readConfig,
  putConfig,
  postConfig,
  resize,
  moveDisk,
  status,
  template,
  ...powerOperations("qemu"),
  ...agentOperations,
];
