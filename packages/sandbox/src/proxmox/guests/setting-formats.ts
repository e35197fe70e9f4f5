import { parseIpNetwork } from "@freehold/model";
import type { GuestKind } from "../rows.ts";

const TAG = /^[a-z0-9_][a-z0-9_\-+.]*$/i;
const LABEL = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DNS_NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const MAC = /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/i;
/** `pve-bridge-id` */
const BRIDGE = /^[-_.\w]+$/;
/** Models of a network card; a container's card has none. */
export const CARD_MODEL = /^(virtio|e1000|e1000e|rtl8139|vmxnet3|ne2k_pci|i82551|i82557b|i82559er|pcnet|ne2k_isa)(=|$)/;
/** Shortest prefix of a machine's address, so that nobody gives it half the internet: `pve_verify_cidrv4` and `pve_verify_cidrv6`. */
const MIN_PREFIX = 8;

/**
 * What is wrong with the form of a setting, in the words of PVE::JSONSchema; undefined when nothing is.
 * https://git.proxmox.com/?p=pve-common.git;a=blob;f=src/PVE/JSONSchema.pm, `ipconfig` in
 * https://git.proxmox.com/?p=qemu-server.git;a=blob;f=src/PVE/QemuServer/Network.pm
 */
export function formatProblem(kind: GuestKind, key: string, text: string): string | undefined {
  const problem = problemOf(kind, key, text);
  return problem && `invalid format - ${problem}`;
}

function problemOf(kind: GuestKind, key: string, text: string): string | undefined {
  if (key === "tags") return tagsOf(text).every((tag) => TAG.test(tag)) ? undefined : "invalid characters in tag";
  if (key === (kind === "qemu" ? "name" : "hostname"))
    return DNS_NAME.test(text) ? undefined : "value does not look like a valid DNS name";
  if (key === "sshkeys") return /^[-%a-zA-Z0-9_.!~*'()]+$/.test(text) ? undefined : "invalid urlencoded string";
  if (/^net\d+$/.test(key)) return kind === "qemu" ? cardProblem(key, text) : containerCardProblem(key, text);
  return /^ipconfig\d+$/.test(key) ? addressesProblem(key, text) : undefined;
}

/** The tags in a text, which may be parted by `;`, `,` and blanks. */
export function tagsOf(text: string): string[] {
  return text.split(/[;, ]+/).filter((tag) => tag !== "");
}

function cardProblem(key: string, text: string): string | undefined {
  const given = partsOf(text);
  const short = text.split(",").find((part) => CARD_MODEL.test(part));
  const model = given.model ?? short?.split("=")[0];
  if (model === undefined) return "format error\nmodel: property is missing and it is not optional";
  const mac = given.macaddr ?? (short?.includes("=") ? given[model] : undefined);
  if (mac !== undefined && !MAC.test(mac))
    return `format error\n${key}.macaddr: value does not look like a valid MAC address`;
  return commonCardProblem(key, given);
}

function containerCardProblem(key: string, text: string): string | undefined {
  const given = partsOf(text);
  if (given.name === undefined) return "format error\nname: property is missing and it is not optional";
  return commonCardProblem(key, given) ?? addressProblem(key, given) ?? addressProblem(key, given, "6");
}

function commonCardProblem(key: string, { bridge, tag, mtu }: Record<string, string>): string | undefined {
  if (bridge !== undefined && !BRIDGE.test(bridge)) return `format error\n${key}.bridge: invalid bridge ID '${bridge}'`;
  if (tag !== undefined && !isWithin(tag, 1, 4094))
    return `format error\n${key}.tag: value must be from 1 to 4094, got '${tag}'`;
  if (mtu !== undefined && !isWithin(mtu, 1, 65_520))
    return `format error\n${key}.mtu: value must be from 1 to 65520, got '${mtu}'`;
  return undefined;
}

function addressesProblem(key: string, text: string): string | undefined {
  const given = partsOf(text);
  const unknown = Object.keys(given).find((name) => !["ip", "gw", "ip6", "gw6"].includes(name));
  if (unknown !== undefined) return `format error\n${key}.${unknown}: property is not defined in schema`;
  return addressProblem(key, given) ?? addressProblem(key, given, "6");
}

/** An address with its prefix, or how to get one; and its gateway. `suffix` is `6` for IPv6. */
function addressProblem(key: string, given: Record<string, string>, suffix: "" | "6" = ""): string | undefined {
  const [ip, gateway] = [given[`ip${suffix}`], given[`gw${suffix}`]];
  const version = suffix === "6" ? 6 : 4;
  const ways = version === 4 ? ["dhcp", "manual"] : ["auto", "dhcp", "manual"];
  if (ip !== undefined && !ways.includes(ip) && !isHostAddress(ip, version))
    return `format error\n${key}.ip${suffix}: value does not look like a valid ipv${version} network configuration`;
  if (gateway === undefined) return undefined;
  if (ip === undefined) return `format error\nip${suffix}: missing property - 'gw${suffix}' requires this property`;
  const read = parseIpNetwork(gateway);
  if (read?.version !== version || gateway.includes("/"))
    return `format error\n${key}.gw${suffix}: value does not look like a valid IPv${version} address`;
  return undefined;
}

function isHostAddress(text: string, version: 4 | 6): boolean {
  const network = parseIpNetwork(text);
  return text.includes("/") && network?.version === version && network.prefix >= MIN_PREFIX;
}

function isWithin(text: string, min: number, max: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function partsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(",").map((part) => [part.split("=")[0] ?? "", part.slice(part.indexOf("=") + 1)]),
  );
}
