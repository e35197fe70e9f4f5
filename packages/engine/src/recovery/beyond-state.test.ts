import { expect, test } from "@jest/globals";
import { withoutBranches } from "../state/deployment.ts";
import { beyondState, halfMadeItems, ofStack } from "./beyond-state.ts";

const SERVER = { cloud: "hetzner", type: "server", id: "42", name: "fh-t1" } as const;
const HETZNER = { cloud: "hetzner", token: "t" } as const;
const RECORD = { cloud: "cloudflare", type: "dns_record", id: "abc", name: "t1.example.com" } as const;

test("what the state knows by type and id is not beyond it", () => {
  const known = [
    { urn: "urn:1", type: "hcloud:index/server:Server", id: "42" },
    { urn: "urn:2", type: "cloudflare:index/dnsRecord:DnsRecord", id: "abc" },
  ];

  expect(beyondState([SERVER, RECORD], known)).toEqual([]);
});

test("a record by the older of its two type tokens is known as well", () => {
  const known = [{ urn: "urn:1", type: "cloudflare:index/record:Record", id: "abc" }];

  expect(beyondState([RECORD], known)).toEqual([]);
});

test("the same id of another type is something else", () => {
  expect(beyondState([SERVER], [{ urn: "urn:1", type: "hcloud:index/volume:Volume", id: "42" }])).toEqual([SERVER]);
});

test("without any state everything is beyond it", () => {
  expect(beyondState([SERVER, RECORD], [])).toEqual([SERVER, RECORD]);
});

test("what was there before a stack is another's, unless a creation of its type was cut off", () => {
  const cutOff = (token: string) => [`urn:pulumi:a::freehold-account::${token}::web-profile`];

  expect(ofStack([SERVER, RECORD], [RECORD], [])).toEqual([SERVER]);
  expect(ofStack([SERVER, RECORD], [RECORD], cutOff("hcloud:index/firewall:Firewall"))).toEqual([SERVER]);
  expect(ofStack([RECORD], [RECORD], cutOff("cloudflare:index/dnsRecord:DnsRecord"))).toEqual([RECORD]);
});

test("what was made half-way goes out of the state with what needs it, and nothing else does", () => {
  const server = { urn: "server", type: "hcloud:index/server:Server", custom: true, id: "1", initErrors: ["lost"] };
  const record = {
    urn: "record",
    type: "cloudflare:index/dnsRecord:DnsRecord",
    custom: true,
    id: "2",
    dependencies: ["server"],
  };
  const key = { urn: "key", type: "hcloud:index/sshKey:SshKey", custom: true, id: "3" };
  // No list shows an attachment: out of the state it would be forgotten.
  const attachment = {
    urn: "attachment",
    type: "hcloud:index/volumeAttachment:VolumeAttachment",
    custom: true,
    id: "4",
    initErrors: ["lost"],
  };
  const deployment = { resources: [key, server, record, attachment] };

  const halfMade = halfMadeItems(deployment, { clouds: [HETZNER] });

  expect(halfMade).toEqual(["server"]);
  expect(withoutBranches(deployment, halfMade).resources).toEqual([key, attachment]);
});

test("what was made half-way and nobody asks the clouds for stays in the state: out of it, it would be forgotten", () => {
  const builder = { urn: "builder", type: "hcloud:index/server:Server", custom: true, id: "1", initErrors: ["lost"] };
  const profile = {
    urn: "profile",
    type: "hcloud:index/firewall:Firewall",
    custom: true,
    id: "2",
    initErrors: ["lost"],
  };
  const deployment = { resources: [builder, profile] };

  expect(halfMadeItems(deployment, { clouds: [HETZNER], types: ["firewall"] })).toEqual(["profile"]);
  expect(halfMadeItems(deployment, { clouds: [{ ...HETZNER, cloud: "digitalocean" }] })).toEqual([]);
});
