import { BlockList, isIP } from "node:net";

/**
 * Networks that a customer's URL must not lead to: what is not public, or would reach the service's own surroundings.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10", // carriers' NAT; also the metadata address of one cloud
  "127.0.0.0/8",
  "169.254.0.0/16", // link-local; the metadata address of most clouds
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "::ffff:0:0/96", // IPv4 in IPv6's clothes
  "64:ff9b::/96", // and translated
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16", // IPv4 tunnelled
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
] as const;

/** Returns whether a customer's URL may lead to an address. */
export type AddressCheck = (address: string) => boolean;

/** @param allowed Networks in CIDR form that may be reached although they are not public */
export function createAddressCheck(allowed: readonly string[] = []): AddressCheck {
  const notPublic = networksOf(NOT_PUBLIC);
  const exceptions = networksOf(allowed);
  return (address) => {
    const family = familyOf(address);
    if (family === undefined) return false;
    return exceptions[family].check(address, family) || !notPublic[family].check(address, family);
  };
}

type Family = "ipv4" | "ipv6";

/** One list for each family: in one list of both, the network of mapped addresses would hold every IPv4 address. */
function networksOf(networks: readonly string[]): Record<Family, BlockList> {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = familyOf(address);
    if (family !== undefined) lists[family].addSubnet(address, Number(bits), family);
  }
  return lists;
}

function familyOf(address: string): Family | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? "ipv4" : "ipv6";
}
