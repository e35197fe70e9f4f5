import { expect, test } from "@jest/globals";
import { canonicalAddress, canonicalNetwork, parseIpNetwork } from "./ip-network.ts";

test("three spellings of an IPv6 address are one", () => {
  const spellings = ["2001:DB8:0:0:0:0:0:1", "2001:db8::1", "2001:0db8:0000::0001"];

  expect(spellings.map(canonicalAddress)).toEqual(["2001:db8::1", "2001:db8::1", "2001:db8::1"]);
});

test.each([
  ["192.0.2.7/24", { version: 4, address: "192.0.2.7", prefix: 24, start: "192.0.2.0" }],
  ["10.255.3.4/13", { version: 4, address: "10.255.3.4", prefix: 13, start: "10.248.0.0" }],
  ["192.0.2.7", { version: 4, address: "192.0.2.7", prefix: 32, start: "192.0.2.7" }],
  ["0.0.0.0/0", { version: 4, address: "0.0.0.0", prefix: 0, start: "0.0.0.0" }],
  ["FE80::1337/64", { version: 6, address: "fe80::1337", prefix: 64, start: "fe80::" }],
  ["2001:db8:ffff::1/33", { version: 6, address: "2001:db8:ffff::1", prefix: 33, start: "2001:db8:8000::" }],
  ["::/0", { version: 6, address: "::", prefix: 0, start: "::" }],
])("%s is taken apart", (text, network) => {
  expect(parseIpNetwork(text)).toEqual(network);
});

test.each([
  "",
  "192.0.2.256",
  "192.0.2.01",
  "192.0.2.0/33",
  "192.0.2.0/",
  "::/129",
  "fe80::1%eth0",
  "a::b::c",
  "web",
  "::1/1/1",
])("%j is neither an address nor a network", (text) => {
  expect(parseIpNetwork(text)).toBeUndefined();
  expect(canonicalNetwork(text)).toBeUndefined();
});
