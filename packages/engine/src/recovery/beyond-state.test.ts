import { expect, test } from "@jest/globals";
import { beyondState } from "./beyond-state.ts";

const SERVER = { cloud: "hetzner", type: "server", id: "42", name: "fh-t1" } as const;
const RECORD = { cloud: "cloudflare", type: "dns_record", id: "abc", name: "t1.example.com" } as const;

test("what the state knows by type and id is not beyond it", () => {
  const known = [
    { urn: "urn:1", type: "hcloud:index/server:Server", id: "42" },
    { urn: "urn:2", type: "cloudflare:index/dnsRecord:DnsRecord", id: "abc" },
  ];

  expect(beyondState([SERVER, RECORD], known)).toEqual([]);
});

test("the same id of another type is something else", () => {
  expect(beyondState([SERVER], [{ urn: "urn:1", type: "hcloud:index/volume:Volume", id: "42" }])).toEqual([SERVER]);
});

test("without any state everything is beyond it", () => {
  expect(beyondState([SERVER, RECORD], [])).toEqual([SERVER, RECORD]);
});
