/** An address, or a network in CIDR form, taken apart. An address alone is a network of one. */
export interface IpNetwork {
  version: 4 | 6;
  /** In the one spelling that clouds answer with: IPv6 in lower case and shortened, as RFC 5952 has it. */
  address: string;
  /** Bits that all addresses of the network share: 0 to 32, or to 128. */
  prefix: number;
  /** The network's first address. Another `address` has host bits: `192.0.2.7/24` is no network, but an address in one. */
  start: string;
}

const IPV4 = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/;

/** Reads an address, or a network in CIDR form. Undefined for anything else, zones of IPv6 (`%eth0`) among it. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [given = "", length, ...rest] = text.split("/");
  const address = canonicalAddress(given);
  if (address === undefined || rest.length > 0) return undefined;
  const version = address.includes(":") ? 6 : 4;
  const bits = version === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  return prefix > bits ? undefined : { version, address, prefix, start: startOf(address, prefix) };
}

/**
 * An address in the one spelling that clouds answer with: `2001:DB8:0:0::1` is `2001:db8::1`. Undefined for what is none.
 */
export function canonicalAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text.split(".").every((part) => Number(part) <= 255) ? text : undefined;
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":")) return undefined;
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

/** A network as clouds keep it: canonical, without host bits, and with its length. Undefined for what is none. */
export function canonicalNetwork(text: string): string | undefined {
  const network = parseIpNetwork(text);
  return network && `${network.start}/${network.prefix}`;
}

function startOf(address: string, prefix: number): string {
  if (!address.includes(":")) {
    return masked(address.split(".").map(Number), 8, prefix).join(".");
  }
  const parts = masked(partsOf(address), 16, prefix).map((part) => part.toString(16));
  return canonicalAddress(parts.join(":")) ?? address;
}

/** The eight parts of an IPv6 address, the shortened ones too. */
function partsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const read = (text: string) => (text === "" ? [] : text.split(":").map((part) => Number.parseInt(part, 16)));
  if (tail === undefined) return read(head);
  const [before, after] = [read(head), read(tail)];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The parts, each of `width` bits, with everything behind the prefix zero. */
function masked(parts: readonly number[], width: number, prefix: number): number[] {
  return parts.map((part, index) => {
    const dropped = width - Math.min(Math.max(prefix - index * width, 0), width);
    return (part >> dropped) << dropped;
  });
}
