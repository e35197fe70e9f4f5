import type { Guest, Volume } from "../rows.ts";
import { newGuest } from "./guest.ts";

const GIB = 1024 ** 3;

/** The template that is there from the start: Debian 12 with cloud-init and the guest agent. */
export const TEMPLATE_ID = 9000;

/** File of the container template that is there from the start. */
const CONTAINER_TEMPLATE = "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst";

export function templateGuest(node: string): Guest {
  const config = {
    agent: "enabled=1",
    boot: "order=scsi0",
    cores: 2,
    cpu: "x86-64-v2-AES",
    description: "Debian 12 with cloud-init and the guest agent\n",
    ide2: `local-lvm:vm-${TEMPLATE_ID}-cloudinit,media=cdrom`,
    memory: "2048",
    meta: "creation-qemu=10.0.2,ctime=1750000000",
    name: "debian-12",
    net0: "virtio=BC:24:11:00:90:00,bridge=vmbr0",
    numa: 0,
    ostype: "l26",
    scsi0: `local-lvm:base-${TEMPLATE_ID}-disk-0,size=10G`,
    scsihw: "virtio-scsi-single",
    serial0: "socket",
    smbios1: "uuid=6f4ecb8e-1e7b-4f7f-9a54-7d3a4c1c9000",
    sockets: 1,
    template: 1,
    vga: "serial0",
    vmgenid: "9f2c0a46-3f0e-4a55-b2b9-0f7a7d6e9000",
  };
  return newGuest(TEMPLATE_ID, "qemu", node, config, "debian-12");
}

/** The template's disks, and the container template. */
export function templateVolumes(now: number): Volume[] {
  const disk = { storage: "local-lvm", content: "images", format: "raw", createdAt: now, vmid: TEMPLATE_ID };
  return [
    { ...disk, volid: `local-lvm:base-${TEMPLATE_ID}-disk-0`, bytes: 10 * GIB },
    { ...disk, volid: `local-lvm:vm-${TEMPLATE_ID}-cloudinit`, bytes: 4 * 1024 ** 2 },
    {
      volid: CONTAINER_TEMPLATE,
      storage: "local",
      content: "vztmpl",
      format: "tzst",
      bytes: 130 * 1024 ** 2,
      createdAt: now,
    },
  ];
}
