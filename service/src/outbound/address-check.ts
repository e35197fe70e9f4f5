import { BlockList, isIP } from "node:net";

/**
 * Networks that a customer's URL must not lead to: what is not public, or would reach the service's own surroundings.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry,
 * https://www.iana.org/assignments/ipv6-address-space
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
  // Only 2000::/3 is given to anybody. The rest holds loopback, link-local and private networks, and IPv4 in every disguise: compatible
  // (::/96), mapped (::ffff:0:0/96), translated (::ffff:0:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48).
  "::/3",
  "4000::/2",
  "8000::/1",
  "2001::/23", // Teredo among others: IPv4 tunnelled
  "2001:db8::/32",
  "2002::/16", // IPv4 tunnelled
  "3fff::/20",
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
    return exceptions[family].check(address, family) || !isPrivate(address, family, notPublic);
  };
}

/** ISATAP, RFC 5214: an address of any network whose last half is `0:5efe:` or `200:5efe:` and the IPv4 address that it is sent to. */
const ISATAP = /^(?:[0-9a-f]{1,4}:){4}(?:200|0):5efe:/;

function isPrivate(address: string, family: Family, notPublic: Record<Family, BlockList>): boolean {
  // With a zone, such as fe80::1%eth0, it is of a link, and lists find nothing.
  if (address.includes("%") || notPublic[family].check(address, family)) return true;
  return family === "ipv6" && ISATAP.test(expanded(address));
}

/** All eight groups of an IPv6 address, without leading zeros. */
function expanded(address: string): string {
  const { hostname } = new URL(`http://[${address}]/`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const groups = (text: string | undefined): string[] => (text ? text.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail)].join(":");
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
