import { expect, test } from "@jest/globals";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { TenantDns } from "./tenant-dns.ts";
import type { TenantDnsArgs } from "./tenant-dns-args.ts";

const ARGS: TenantDnsArgs = {
  zone: "example.com",
  zoneId: "zone1",
  name: "acme",
  ipv4: "192.0.2.7",
  tenantId: "tabc123",
  organization: "org1",
  operation: "op1",
};

/** The question whether somebody else has the name. */
const ASKED = {
  token: "cloudflare:index/getDnsRecords:getDnsRecords",
  args: { zoneId: "zone1", name: { exact: "acme.example.com" } },
};

function build(args: TenantDnsArgs) {
  return recordProgram("tenant-dns", () => {
    try {
      const dns = new TenantDns("name", args);
      return { fqdn: dns.fqdn, records: dns.records, message: "" };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

test("an address becomes a record with the tenant in its comment", async () => {
  const program = await build(ARGS);

  expect(resourceNamed(program, "name-a")).toMatchObject({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    parent: "name",
    ignoreChanges: ["comment"],
    inputs: {
      zoneId: "zone1",
      name: "acme.example.com",
      type: "A",
      content: "192.0.2.7",
      ttl: 300,
      proxied: false,
      comment: "managed-by=freehold freehold-tenant=tabc123 freehold-operation=op1",
    },
  });
  expect(program.outputs).toEqual({
    fqdn: "acme.example.com",
    records: [{ name: "acme.example.com", type: "A", value: "192.0.2.7" }],
    message: "",
  });
  expect(program.calls).toEqual([ASKED]);
});

test("an IPv6 address is written as Cloudflare keeps it, however the cloud spells it", async () => {
  const program = await build({ ...ARGS, ipv6: "2001:DB8:0:0:0:0:0:1" });

  expect(resourceNamed(program, "name-aaaa").inputs.content).toBe("2001:db8::1");
});

test("an IPv6 address and a wildcard add their records", async () => {
  const program = await build({ ...ARGS, ipv6: "2001:db8::1", wildcard: true });

  expect(program.outputs).toMatchObject({
    records: [
      { name: "acme.example.com", type: "A", value: "192.0.2.7" },
      { name: "acme.example.com", type: "AAAA", value: "2001:db8::1" },
      { name: "*.acme.example.com", type: "A", value: "192.0.2.7" },
      { name: "*.acme.example.com", type: "AAAA", value: "2001:db8::1" },
    ],
  });
  expect(resourceNamed(program, "name-wildcard-aaaa").inputs.name).toBe("*.acme.example.com");
});

test("a zone without an id is looked up by its name", async () => {
  const { zoneId: _zoneId, ...withoutId } = ARGS;

  const program = await build(withoutId);

  expect(program.calls).toEqual([
    { token: "cloudflare:index/getZone:getZone", args: { filter: { name: "example.com" } } },
    { ...ASKED, args: { ...ASKED.args, zoneId: "zone-from-look-up" } },
  ]);
  expect(resourceNamed(program, "name-a").inputs.zoneId).toBe("zone-from-look-up");
});

test("a proxied record leaves the time to live to Cloudflare", async () => {
  expect(resourceNamed(await build({ ...ARGS, proxied: true }), "name-a").inputs).toMatchObject({
    proxied: true,
    ttl: 1,
  });
});

test.each<[string, Partial<TenantDnsArgs>, RegExp]>([
  ["a name with spaces", { name: "acme corp" }, /name must be lower-case letters, .* got "acme corp"/],
  ["a name that holds the zone", { name: "acme.example.com" }, /name must be the part before the zone example\.com/],
  ["a time to live that is too short", { ttlSec: 5 }, /ttlSec must be a whole number from 60 to 86400, got 5/],
  [
    "a time to live beside the proxy",
    { proxied: true, ttlSec: 300 },
    /ttlSec must be left out for proxied records, got 300/,
  ],
  ["an unknown provider", { provider: "bind" }, /provider must be one of cloudflare, route53, got "bind"/],
  ["a proxy at Route 53", { provider: "route53", proxied: true }, /proxied must be false at route53, .* got true/],
  ["a domain that is none", { domain: "Shop" }, /domain must be lower-case letters, .* got "Shop"/],
  [
    "an operation that fills the comment",
    { operation: "o".repeat(60) },
    /comment at 100 characters, got 123: "managed-by/,
  ],
  ["a tenant id that is a name", { tenantId: "Acme" }, /tenantId must be .* got "Acme"/],
])("%s is refused before any record is made", async (_what, args, message) => {
  const program = await build({ ...ARGS, ...args });

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.map((resource) => resource.name)).toEqual(["test-tenant-dns", "name"]);
});

test("a zone at Route 53 gets records that say whose they are by their identifier, and never overwrites", async () => {
  const program = await build({ ...ARGS, provider: "route53" });

  expect(resourceNamed(program, "name-a")).toMatchObject({
    type: "aws:route53/record:Record",
    parent: "name",
    ignoreChanges: ["setIdentifier"],
    inputs: {
      zoneId: "zone1",
      name: "acme.example.com",
      type: "A",
      records: ["192.0.2.7"],
      ttl: 300,
      allowOverwrite: false,
      setIdentifier: "managed-by=freehold freehold-tenant=tabc123 freehold-operation=op1",
      geolocationRoutingPolicies: [{ country: "*" }],
    },
  });
  expect(program.outputs).toMatchObject({ records: [{ name: "acme.example.com", type: "A", value: "192.0.2.7" }] });
});

test("a zone at Route 53 without an id is looked up by its name", async () => {
  const { zoneId: _zoneId, ...withoutId } = ARGS;

  const program = await build({ ...withoutId, provider: "route53" });

  expect(program.calls).toEqual([{ token: "aws:route53/getZone:getZone", args: { name: "example.com" } }]);
});

test("`@` is the zone itself", async () => {
  const program = await build({ ...ARGS, name: "@", wildcard: true });

  expect(program.outputs).toMatchObject({ fqdn: "example.com" });
  expect(resourceNamed(program, "name-a").inputs.name).toBe("example.com");
  expect(resourceNamed(program, "name-wildcard-a").inputs.name).toBe("*.example.com");
});

test.each([
  ["in the zone gets records", "shop.example.com", ["name-a", "name-domain-a"]],
  ["that is the zone gets records", "example.com", ["name-a", "name-domain-a"]],
  ["elsewhere is its owner's", "shop.example.org", ["name-a"]],
  ["that only ends like the zone is its owner's", "myexample.com", ["name-a"]],
  ["that is the tenant's own name gets none twice", "acme.example.com", ["name-a"]],
])("a domain %s", async (_what, domain, names) => {
  const program = await build({ ...ARGS, domain });

  expect(program.resources.slice(2).map(({ name }) => name)).toEqual(names);
});

test("a destroy that runs the program does not ask whose the name is", async () => {
  expect((await build({ ...ARGS, ignoreTaken: true })).calls).toEqual([]);
});
