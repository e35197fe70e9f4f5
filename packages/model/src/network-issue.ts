import { parseIpNetwork } from "./ip-network.ts";

/**
 * What is wrong with a network in CIDR form; undefined for a right one. One with host bits is refused, as Hetzner's provider does, because
 * nobody knows which was meant.
 */
export function networkIssue(text: string): string | undefined {
  const network = parseIpNetwork(text);
  if (network === undefined || !text.includes("/")) return "must be a network in CIDR form, such as 192.0.2.0/24";
  const { start, prefix, address, version } = network;
  if (address === start) return undefined;
  const single = `${address}/${version === 4 ? 32 : 128}`;
  return `must be the start of its network: ${start}/${prefix}, or ${single} for the one address`;
}
