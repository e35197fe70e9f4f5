import { expect, test } from "@jest/globals";
import { machineAddress } from "./machine-address.ts";

test("the machine's address is the first of its own network", () => {
  const names = ["lo", "docker0", "eth0", "br-1a2b", "eth1"];
  const ipv4 = [["127.0.0.1"], ["172.17.0.1"], ["169.254.1.1", "192.0.2.7"], ["172.18.0.1"], ["10.0.0.7"]];
  const ipv6 = [["::1"], ["fe80::1"], ["fe80::2", "2001:db8::7"], [], []];

  expect(machineAddress(names, ipv4)).toBe("192.0.2.7");
  expect(machineAddress(names, ipv6)).toBe("2001:db8::7");
});

test("a machine without an address of its own has none", () => {
  expect(machineAddress(["lo"], [["127.0.0.1"]])).toBe("");
  expect(machineAddress([], [])).toBe("");
  expect(machineAddress(undefined, undefined)).toBe("");
});
