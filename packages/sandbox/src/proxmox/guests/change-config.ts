import { randomHex } from "../../kernel/random.ts";
import type { Cluster } from "../cluster.ts";
import { died } from "../errors.ts";
import type { Guest } from "../rows.ts";
import type { ConfigChange } from "./config-change.ts";
import { attachDrive, DRIVE_KEY, detachDrive } from "./drives.ts";
import { digestOf } from "./guest.ts";
import { CARD_MODEL, tagsOf } from "./setting-formats.ts";

/** Changes the settings of a guest. A running one gets them at once: nothing is left pending. */
export function changeConfig(cluster: Cluster, guest: Guest, change: ConfigChange): void {
  if (change.digest !== undefined && change.digest !== digestOf(guest)) {
    throw died("detected modified configuration - file changed by other user? Try again.");
  }
  const set = Object.entries(change.set).map(([key, value]) => [key, stored(guest, key, value)] as const);
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

/** The setting as the configuration file gets it. */
function stored(guest: Guest, key: string, value: string | number): string | number {
  if (key === "tags") return [...new Set(tagsOf(String(value).toLowerCase()))].sort().join(";");
  return /^net\d+$/.test(key) ? storedCard(guest, String(value)) : value;
}

/** A card without an address of its own gets one. `model=virtio,macaddr=…` is the long form of `virtio=…`. */
function storedCard(guest: Guest, text: string): string {
  const parts = text.split(",");
  const given = new Map(parts.map((part) => [part.split("=")[0] ?? "", part.slice(part.indexOf("=") + 1)] as const));
  if (guest.kind === "lxc") {
    const mac = given.get("hwaddr") ?? randomMac();
    return [`name=${given.get("name")}`, ...rest(parts, ["name", "hwaddr"]), `hwaddr=${mac}`].join(",");
  }
  const short = parts.find((part) => CARD_MODEL.test(part));
  const model = given.get("model") ?? short?.split("=")[0] ?? "virtio";
  const mac = given.get("macaddr") ?? (short?.includes("=") ? given.get(model) : undefined) ?? randomMac();
  return [`${model}=${mac}`, ...rest(parts, ["model", "macaddr", model])].join(",");
}

function rest(parts: readonly string[], taken: readonly string[]): string[] {
  return parts.filter((part) => !taken.includes(part.split("=")[0] ?? ""));
}

/** From the vendor's own range. */
function randomMac(): string {
  const tail = randomHex(6).toUpperCase().match(/../g) ?? [];
  return ["BC", "24", "11", ...tail].join(":");
}
