import type { GuestKind } from "../rows.ts";

/** What a setting's value must be, besides its type. */
export interface SettingLimits {
  min?: number;
  max?: number;
  maxLength?: number;
  oneOf?: readonly string[];
  /** Of the whole text. */
  pattern?: RegExp;
}

const words = (text: string) => ({ oneOf: text.split(" ") });
const DESCRIPTION = { maxLength: 8192 };

/** Of virtual machines: https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/config */
const QEMU: Readonly<Record<string, SettingLimits>> = {
  arch: words("x86_64 aarch64"),
  balloon: { min: 0 },
  bios: words("seabios ovmf"),
  bootdisk: { pattern: /^(ide|sata|scsi|virtio)\d+$/ },
  citype: words("configdrive2 nocloud opennebula"),
  cores: { min: 1 },
  cpulimit: { min: 0, max: 128 },
  cpuunits: { min: 1, max: 262_144 },
  description: DESCRIPTION,
  hugepages: words("any 2 1024"),
  keyboard: words("de de-ch da en-gb en-us es fi fr fr-be fr-ca fr-ch hu is it ja lt mk nl no pl pt pt-br sv sl tr"),
  lock: words("backup clone create migrate rollback snapshot snapshot-delete suspending suspended"),
  // A property string: `current=` may be left out.
  memory: { min: 16, pattern: /^(current=)?\d+$/ },
  migrate_downtime: { min: 0 },
  migrate_speed: { min: 0 },
  ostype: words("other wxp w2k w2k3 w2k8 wvista win7 win8 win10 win11 l24 l26 solaris"),
  "parallel[n]": { pattern: /^(\/dev\/parport\d+|\/dev\/usb\/lp\d+)$/ },
  scsihw: words("lsi lsi53c810 virtio-scsi-pci virtio-scsi-single megasas pvscsi"),
  "serial[n]": { pattern: /^(\/dev\/.+|socket)$/ },
  shares: { min: 0, max: 50_000 },
  smbios1: { maxLength: 512 },
  smp: { min: 1 },
  sockets: { min: 1 },
  startdate: { pattern: /^(now|\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}:\d{1,2}:\d{1,2})?)$/ },
  vcpus: { min: 1 },
  vmgenid: { pattern: /^([a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])$/ },
  vmstatestorage: { pattern: /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i },
};

/** Of containers: https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/config */
const LXC: Readonly<Record<string, SettingLimits>> = {
  arch: words("amd64 i386 arm64 armhf riscv32 riscv64"),
  cmode: words("shell console tty"),
  cores: { min: 1, max: 8192 },
  cpulimit: { min: 0, max: 8192 },
  cpuunits: { min: 0, max: 500_000 },
  description: DESCRIPTION,
  hostname: { maxLength: 255 },
  lock: words("backup create destroyed disk fstrim migrate mounted rollback snapshot snapshot-delete"),
  memory: { min: 16 },
  ostype: words("debian devuan ubuntu centos fedora opensuse archlinux alpine gentoo nixos unmanaged"),
  swap: { min: 0 },
  tty: { min: 0, max: 6 },
};

const LIMITS: Record<GuestKind, Readonly<Record<string, SettingLimits>>> = { qemu: QEMU, lxc: LXC };

/** What is wrong with a setting's value, in the words of PVE::JSONSchema; undefined when nothing is. */
export function limitProblem(kind: GuestKind, key: string, text: string): string | undefined {
  const { min, max, maxLength, oneOf, pattern } = LIMITS[kind][key.replace(/\d+$/, "[n]")] ?? LIMITS[kind][key] ?? {};
  const amount = Number(text.replace(/^current=/, ""));
  if (oneOf !== undefined && !oneOf.includes(text))
    return `value '${text}' does not have a value in the enumeration '${oneOf.join(", ")}'`;
  if (pattern !== undefined && !pattern.test(text)) return `value does not match the regex pattern`;
  if (maxLength !== undefined && text.length > maxLength) return `value may only be ${maxLength} characters long`;
  if (min !== undefined && amount < min) return `value must have a minimum value of ${min}`;
  if (max !== undefined && amount > max) return `value must have a maximum value of ${max}`;
  return undefined;
}
