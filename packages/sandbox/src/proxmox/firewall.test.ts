import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { type AskProxmox, askProxmox } from "../testing/proxmox-client.ts";
import { recordingMachines } from "../testing/recording-machines.ts";

const FIREWALL = "/nodes/pve/qemu/100/firewall";

let sandbox: Sandbox;
let ask: AskProxmox;

beforeAll(async () => {
  sandbox = await startSandbox({ machines: recordingMachines() });
  ask = askProxmox(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await fetch(`${sandbox.control.endpoint}/reset`, { method: "POST" });
  await ask("POST", "/nodes/pve/qemu/9000/clone", { newid: "100" });
});

test("one rule that is read by its place answers its place as text, the list as a number", async () => {
  await ask("POST", `${FIREWALL}/rules`, { type: "in", action: "ACCEPT" });

  expect((await ask("GET", `${FIREWALL}/rules`)).data).toEqual([{ type: "in", action: "ACCEPT", enable: 0, pos: 0 }]);
  expect((await ask("GET", `${FIREWALL}/rules/0`)).data).toEqual({ type: "in", action: "ACCEPT", enable: 0, pos: "0" });
});

test("a new rule stands above the others, whatever position it asks for; one that is moved changes in nothing else", async () => {
  for (const comment of ["third", "second", "first"])
    await ask("POST", `${FIREWALL}/rules`, { type: "in", action: "ACCEPT", comment, pos: "2" });
  await ask("PUT", `${FIREWALL}/rules/0`, { moveto: "3", comment: "renamed" });

  const rules = (await ask("GET", `${FIREWALL}/rules`)).data as { comment: string }[];
  expect(rules.map(({ comment }) => comment)).toEqual(["second", "third", "first"]);
});

const RULES: [change: Record<string, string>, field: string, words: RegExp][] = [
  [{ action: "allow" }, "action", /unknown action 'allow'/],
  [{ type: "forward" }, "type", /invalid rule type 'forward'/],
  [{ iface: "eth0" }, "iface", /does not match the regex pattern/],
  [{ dport: "443" }, "proto", /'dport' requires this property/],
  [{ dport: "443", proto: "gre" }, "dport", /does not support ports/],
  [{ dport: "443-444", proto: "tcp" }, "dport", /invalid port/],
  [{ dport: "90:80", proto: "tcp" }, "dport", /backwards range/],
  [{ "icmp-type": "echo-request" }, "proto", /'icmp-type' requires this property/],
  [{ source: "192.0.2.7/24" }, "source", /invalid IP address/],
  [{ source: "192.0.2.0/24,2001:db8::/32" }, "source", /mixed ipv4\/ipv6/],
  [{ source: "+operators" }, "source", /no such ipset 'operators'/],
];

test.each(RULES)("a rule with %j is refused", async (change, field, words) => {
  const { status, errors } = await ask("POST", `${FIREWALL}/rules`, { type: "in", action: "ACCEPT", ...change });

  expect({ status, errors }).toEqual({ status: 400, errors: { [field]: expect.stringMatching(words) } });
});

test("an IP set keeps networks in one spelling, the newest first, and refuses another spelling of the same", async () => {
  await ask("POST", `${FIREWALL}/ipset`, { name: "operators" });
  const set = `${FIREWALL}/ipset/operators`;
  for (const cidr of ["192.0.2.7/24", "198.51.100.7/32", "2001:DB8:0::/32"])
    expect((await ask("POST", set, { cidr })).status).toBe(200);

  const entries = (await ask("GET", set)).data as { cidr: string }[];
  expect(entries.map(({ cidr }) => cidr)).toEqual(["2001:db8::/32", "198.51.100.7", "192.0.2.0/24"]);
  expect(await ask("POST", set, { cidr: "192.0.2.9/24" })).toMatchObject({
    status: 400,
    errors: { cidr: "address '192.0.2.0/24' already exists" },
  });
  expect(await ask("POST", set, { cidr: "0.0.0.0/0" })).toMatchObject({
    status: 400,
    errors: { cidr: "a zero prefix is not allowed in ipset entries" },
  });
  expect(await ask("POST", `${FIREWALL}/ipset`, { name: "operators" })).toMatchObject({
    status: 400,
    errors: { name: "IPSet 'operators' already exists" },
  });
});

const ADDRESSES: [text: string, words: RegExp][] = [
  ["ip=192.0.2.7", /valid ipv4 network configuration/],
  ["ip=192.0.2.300/24", /valid ipv4 network configuration/],
  ["ip=192.0.2.7/7", /valid ipv4 network configuration/],
  ["ip6=2001:db8::1", /valid ipv6 network configuration/],
  ["gw=192.0.2.1", /'gw' requires this property/],
  ["ip=192.0.2.7/24,gw=gateway", /valid IPv4 address/],
  ["ip=192.0.2.7/24,mtu=9000", /property is not defined in schema/],
];

test.each(ADDRESSES)("a static address %s is refused before a task is started", async (text, words) => {
  const { status, errors } = await ask("POST", "/nodes/pve/qemu/100/config", { ipconfig0: text });

  expect({ status, errors }).toEqual({ status: 400, errors: { ipconfig0: expect.stringMatching(words) } });
});
