import { isIPv4 } from "node:net";

/** A range of IPv4 addresses; both ends belong to it. */
export interface Cidr {
  /** As it was written, with the host part zero. */
  text: string;
  prefix: number;
  first: number;
  last: number;
}

/** Reads `10.0.0.0/16`; undefined when it is no IPv4 range or has host bits set. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", prefixText = "", ...rest] = text.split("/");
  const prefix = Number(prefixText);
  if (rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(prefixText) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = toNumber(address);
  return first % size === 0 ? { text, prefix, first, last: first + size - 1 } : undefined;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function includesAddress(range: Cidr, address: string): boolean {
  const number = toNumber(address);
  return range.first <= number && number <= range.last;
}

/** The address `offset` places after the range's first. */
export function addressAt(range: Cidr, offset: number): string {
  return toText(range.first + offset);
}

/** How many addresses the range has. */
export function sizeOf(range: Cidr): number {
  return range.last - range.first + 1;
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
