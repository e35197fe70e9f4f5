import { expect, test } from "@jest/globals";
import { addressAt, type Cidr, contains, includesAddress, overlap, parseCidr, sizeOf } from "./cidr.ts";

function range(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} must be a range`);
  return parsed;
}

test.each(["10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "::/0", "10.0.0.0/8/8", ""])(
  "%p is no range",
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test("ranges know their size, their addresses and each other", () => {
  const network = range("10.0.0.0/16");
  const subnet = range("10.0.255.0/24");

  expect(sizeOf(subnet)).toBe(256);
  expect(addressAt(subnet, 255)).toBe("10.0.255.255");
  expect(contains(network, subnet)).toBe(true);
  expect(contains(subnet, network)).toBe(false);
  expect(overlap(network, subnet)).toBe(true);
  expect(overlap(subnet, range("10.1.0.0/24"))).toBe(false);
  expect(includesAddress(network, "10.0.3.4")).toBe(true);
  expect(includesAddress(network, "10.1.0.0")).toBe(false);
});
