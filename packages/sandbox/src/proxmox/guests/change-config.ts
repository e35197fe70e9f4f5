import { randomHex } from "../../kernel/random.ts";
import type { Cluster } from "../cluster.ts";
import { died, parameterErrors } from "../errors.ts";
import type { Guest } from "../rows.ts";
import type { ConfigChange } from "./config-change.ts";
import { attachDrive, DRIVE_KEY, detachDrive } from "./drives.ts";
import { digestOf } from "./guest.ts";

const TAG = /^[a-z0-9_][a-z0-9_\-+.]*$/;
const MAC = /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/i;
/** Models of a network card; a container's card has none. */
const MODELS = /^(virtio|e1000|e1000e|rtl8139|vmxnet3|ne2k_pci|i82551|i82557b|i82559er|pcnet|ne2k_isa)(=|$)/;

/** Changes the settings of a guest. A running one gets them at once: nothing is left pending. */
export function changeConfig(cluster: Cluster, guest: Guest, change: ConfigChange): void {
  if (change.digest !== undefined && change.digest !== digestOf(guest)) {
    throw died("detected modified configuration - file changed by other user? Try again.");
  }
  const set = Object.entries(change.set).map(([key, value]) => [key, checked(guest, key, value)] as const);
  for (const key of change.remove) removeSetting(cluster, guest, key);
  for (const [key, value] of set) {
    guest.config[key] = DRIVE_KEY.test(key) ? attachDrive(cluster, guest, key, String(value)) : value;
  }
}

function removeSetting(cluster: Cluster, guest: Guest, key: string): void {
  if (guest.config[key] === undefined) return;
  if (DRIVE_KEY.test(key)) {
    detachDrive(cluster, guest, key);
    return;
  }
  if (/^unused\d+$/.test(key)) cluster.volumes.delete(String(guest.config[key]));
  delete guest.config[key];
}

/** The setting as the configuration file gets it, or the vendor's error. */
function checked(guest: Guest, key: string, value: string | number): string | number {
  if (key === "tags") return checkedTags(String(value));
  if (key === "name" || key === "hostname") return checkedName(key, String(value));
  if (key === "sshkeys") return checkedKeys(String(value));
  if (key === "memory" && Number(value) < 16)
    throw parameterErrors({ memory: "value must have a minimum value of 16" });
  if (/^net\d+$/.test(key)) return checkedCard(guest, key, String(value));
  if (/^ipconfig\d+$/.test(key)) return checkedAddress(key, String(value));
  return value;
}

function checkedTags(text: string): string {
  const tags = text
    .toLowerCase()
    .split(/[;, ]+/)
    .filter((tag) => tag !== "");
  for (const tag of tags)
    if (!TAG.test(tag)) throw parameterErrors({ tags: `invalid format - invalid characters in tag` });
  return [...new Set(tags)].sort().join(";");
}

function checkedName(key: string, name: string): string {
  if (/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/.test(name))
    return name;
  throw parameterErrors({ [key]: "invalid format - value does not look like a valid DNS name" });
}

/** "sshkeys: urlencoded": it stays as it came. */
function checkedKeys(text: string): string {
  try {
    if (decodeURIComponent(text).trim() !== "" && !/\s/.test(text)) return text;
  } catch {
    // not url-encoded
  }
  throw parameterErrors({ sshkeys: "invalid format - invalid urlencoded string" });
}

/** A card without an address of its own gets one. `model=virtio,macaddr=…` is the long form of `virtio=…`. */
function checkedCard(guest: Guest, key: string, text: string): string {
  const parts = text.split(",");
  const given = new Map(parts.map((part) => [part.split("=")[0] ?? "", part.slice(part.indexOf("=") + 1)] as const));
  if (guest.kind === "lxc") {
    if (!given.has("name"))
      throw parameterErrors({
        [key]: "invalid format - format error\nname: property is missing and it is not optional",
      });
    const mac = given.get("hwaddr") ?? randomMac();
    return [`name=${given.get("name")}`, ...rest(parts, ["name", "hwaddr"]), `hwaddr=${mac}`].join(",");
  }
  const short = parts.find((part) => MODELS.test(part));
  const model = given.get("model") ?? short?.split("=")[0];
  if (model === undefined)
    throw parameterErrors({
      [key]: "invalid format - format error\nmodel: property is missing and it is not optional",
    });
  const mac = given.get("macaddr") ?? (short?.includes("=") ? given.get(model) : undefined) ?? randomMac();
  if (!MAC.test(mac))
    throw parameterErrors({
      [key]: `invalid format - format error\n${key}.macaddr: value does not look like a valid MAC address`,
    });
  return [`${model}=${mac}`, ...rest(parts, ["model", "macaddr", model])].join(",");
}

function rest(parts: readonly string[], taken: readonly string[]): string[] {
  return parts.filter((part) => !taken.includes(part.split("=")[0] ?? ""));
}

function checkedAddress(key: string, text: string): string {
  const given = Object.fromEntries(text.split(",").map((part) => part.split("=") as [string, string]));
  const isRight = given.ip === undefined || given.ip === "dhcp" || /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(given.ip);
  if (!isRight) throw parameterErrors({ [key]: `invalid format - format error\n${key}.ip: invalid IPv4 config` });
  if (given.gw !== undefined && (given.ip === undefined || given.ip === "dhcp"))
    throw parameterErrors({ [key]: "invalid format - format error\ngateway specified without static IP address" });
  return text;
}

/** From the vendor's own range. */
function randomMac(): string {
  const tail = randomHex(6).toUpperCase().match(/../g) ?? [];
  return ["BC", "24", "11", ...tail].join(":");
}
