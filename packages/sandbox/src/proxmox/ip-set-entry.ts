import { canonicalNetwork, parseIpNetwork } from "@freehold/model";
import { z } from "zod";
import { parameterErrors } from "./errors.ts";

const NO_NETWORK = "invalid format - value does not look like a valid IP address or CIDR network";

/** An address or a network. The vendor takes the name of an alias too; aliases are not built here. */
export const SetEntry = z.string().refine((text) => parseIpNetwork(text) !== undefined, NO_NETWORK);

/**
 * An entry of an IP set as the vendor keeps it: host bits go (`192.0.2.7/24` is kept as `192.0.2.0/24`), IPv6 is shortened where a length is
 * given, the length of a single address goes. `create_ip` in PVE::API2::Firewall::IPSet, `clean_cidr` and `parse_ip_or_cidr` in
 * PVE::Firewall: https://git.proxmox.com/?p=pve-firewall.git;a=blob;f=src/PVE/Firewall.pm
 *
 * @throws ProxmoxError 400 for what is no network, and for one that holds every address
 */
export function storedNetwork(text: string): string {
  const network = parseIpNetwork(text);
  if (network === undefined) throw parameterErrors({ cidr: NO_NETWORK });
  if (network.prefix === 0) throw parameterErrors({ cidr: "a zero prefix is not allowed in ipset entries" });
  const isSingle = network.prefix === (network.version === 4 ? 32 : 128);
  if (!isSingle) return canonicalNetwork(text) ?? text;
  return text.includes("/") ? network.address : text;
}
