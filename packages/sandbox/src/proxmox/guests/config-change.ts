import { NOT_IN_SCHEMA, parameterErrors } from "../errors.ts";
import { Flag, Whole } from "../parameters.ts";
import type { GuestKind } from "../rows.ts";
import { formatProblem } from "./setting-formats.ts";
import { limitProblem } from "./setting-limits.ts";

/** How a setting is written: yes or no, whole number, number, text. */
type Writing = "flag" | "whole" | "number" | "text";

/** Settings of each kind of guest; `net[n]` stands for `net0`, `net1`, … https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/config */
const SETTINGS: Record<GuestKind, Record<Writing, string>> = {
  qemu: {
    flag: "acpi autostart ciupgrade freeze keephugepages kvm localtime numa onboot protection reboot tablet tdf template",
    whole: "balloon cores cpuunits migrate_speed shares smp sockets vcpus",
    number: "cpulimit migrate_downtime",
    text:
      "affinity agent amd-sev arch args audio0 bios boot bootdisk cdrom cicustom cipassword citype ciuser cpu description " +
      "efidisk0 hookscript hostpci[n] hotplug hugepages ide[n] ipconfig[n] ivshmem keyboard lock machine memory name nameserver " +
      "net[n] numa[n] ostype parallel[n] rng0 sata[n] scsi[n] scsihw searchdomain serial[n] smbios1 spice_enhancements sshkeys " +
      "startdate startup tags tpmstate0 unused[n] usb[n] vga virtio[n] virtiofs[n] vmgenid vmstatestorage watchdog",
  },
  lxc: {
    flag: "console debug onboot protection template unprivileged",
    whole: "cores cpuunits memory swap tty",
    number: "cpulimit",
    text:
      "arch cmode description dev[n] features hookscript hostname lock mp[n] nameserver net[n] ostype rootfs searchdomain " +
      "startup tags timezone unused[n]",
  },
};

const WRITINGS: Record<GuestKind, Map<string, Writing>> = { qemu: writingsOf("qemu"), lxc: writingsOf("lxc") };

/** Parameters that say how to change, and are no settings. */
const CONTROLS: Readonly<Record<string, (text: string) => boolean>> = {
  delete: () => true,
  revert: () => true,
  digest: (text) => text.length <= 40,
  force: (text) => Flag.safeParse(text).success,
  skiplock: (text) => Flag.safeParse(text).success,
  background_delay: (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 30,
};

/** What a request wants changed. */
export interface ConfigChange {
  set: Record<string, string | number>;
  remove: string[];
  digest: string | undefined;
}

/** Reads the parameters of a change of settings; throws the vendor's error for one that it does not have. */
export function readConfigChange(kind: GuestKind, parameters: Record<string, string>): ConfigChange {
  const set: ConfigChange["set"] = {};
  const errors: Record<string, string> = {};
  for (const [key, value] of Object.entries(parameters)) {
    const isControlled = CONTROLS[key];
    if (isControlled !== undefined) {
      if (!isControlled(value)) errors[key] = "value is out of its range";
      continue;
    }
    const read = readSetting(kind, key, value);
    const problem =
      typeof read === "object" ? read.error : (limitProblem(kind, key, value) ?? formatProblem(kind, key, value));
    if (problem !== undefined) errors[key] = problem;
    else if (typeof read !== "object") set[key] = read;
  }
  if (Object.keys(errors).length > 0) throw parameterErrors(errors);
  const remove = (parameters.delete ?? "").split(/[,; ]+/).filter((key) => key !== "");
  return { set, remove, digest: parameters.digest };
}

function readSetting(kind: GuestKind, key: string, value: string): string | number | { error: string } {
  const writing = WRITINGS[kind].get(key.replace(/\d+$/, "[n]")) ?? WRITINGS[kind].get(key);
  switch (writing) {
    case undefined:
      return { error: NOT_IN_SCHEMA };
    case "flag": {
      const read = Flag.safeParse(value);
      return read.success ? Number(read.data) : { error: read.error.issues[0]?.message ?? "" };
    }
    case "whole": {
      const read = Whole.safeParse(value);
      return read.success ? read.data : { error: read.error.issues[0]?.message ?? "" };
    }
    case "number":
      return value.trim() === "" || Number.isNaN(Number(value))
        ? { error: "type check ('number') failed" }
        : Number(value);
    case "text":
      return value;
  }
}

function writingsOf(kind: GuestKind): Map<string, Writing> {
  const entries = Object.entries(SETTINGS[kind]) as [Writing, string][];
  return new Map(entries.flatMap(([writing, names]) => names.split(" ").map((name) => [name, writing] as const)));
}
