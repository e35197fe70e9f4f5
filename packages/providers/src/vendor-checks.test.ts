import type { AnyResource } from "@freehold/provider-kit";
import { expect, test } from "@jest/globals";
import { awsProvider } from "./aws/provider.ts";
import { cloudflareProvider } from "./cloudflare/provider.ts";
import { digitaloceanProvider } from "./digitalocean/provider.ts";
import { hcloudProvider } from "./hcloud/provider.ts";
import { isLoopback } from "./http/loopback.ts";
import { proxmoxveProvider } from "./proxmoxve/provider.ts";

/** What the official plugins refuse before they ask a cloud, each refusal with the source in its check's docstring. */
const REFUSED: [token: string, inputs: object, reason: RegExp][] = [
  [
    "hcloud:index/firewall:Firewall",
    rule("192.0.2.7/24"),
    /192\.0\.2\.7\/24 is not the start of the cidr block 192\.0\.2\.0\/24/,
  ],
  [
    "hcloud:index/firewall:Firewall",
    rule("fe80::1337/64"),
    /fe80::1337\/64 is not the start of the cidr block fe80::\/64/,
  ],
  ["hcloud:index/firewall:Firewall", rule("web"), /invalid CIDR address: web/],
  ["hcloud:index/firewall:Firewall", { rules: [{ direction: "up", protocol: "tcp" }] }, /up is not a valid direction/],
  ["hcloud:index/firewall:Firewall", { rules: [{ direction: "in", protocol: "ip" }] }, /ip is not a valid protocol/],
  ["hcloud:index/server:Server", { labels: { "a b": "c" } }, /label key 'a b' is not correctly formatted/],
  ["hcloud:index/sshKey:SshKey", { labels: { a: "-" } }, /label value '-' \(key: a\) is not correctly formatted/],
  ["hcloud:index/volume:Volume", { labels: { a: "ä" } }, /label value 'ä'/],
  ["hcloud:index/network:Network", { ipRange: "10.0.0.0" }, /ipRange: must be a network in CIDR form/],
  ["hcloud:index/serverNetwork:ServerNetwork", { ip: "10.0.0" }, /ip: must be a valid ip/],
  [
    "hcloud:index/serverNetwork:ServerNetwork",
    { aliasIps: ["10.0.0.5", "x"] },
    /aliasIps: must be a valid ip, got "x"/,
  ],
  ["hcloud:index/rdns:Rdns", { ipAddress: "1.2.3", dnsPtr: "a.example" }, /ipAddress: must be a valid ip/],
  [
    "hcloud:index/primaryIp:PrimaryIp",
    { location: "fsn1", assigneeId: 1, assigneeType: "server" },
    /cannot both be given/,
  ],
  ["hcloud:index/primaryIp:PrimaryIp", { assigneeId: 1 }, /needs assigneeType/],
  ["digitalocean:index/tag:Tag", { name: "a.b" }, /name: must be 1 to 255 letters, digits/],
  ["digitalocean:index/droplet:Droplet", { tags: ["a b"] }, /tags: must be 1 to 255 letters, digits/],
  ["digitalocean:index/droplet:Droplet", { backups: true, backupPolicy: { weekday: "Monday" } }, /weekday SUN to SAT/],
  ["digitalocean:index/volume:Volume", { size: 0 }, /size: must be 1 to/],
  ["digitalocean:index/volume:Volume", { initialFilesystemType: "xfs", filesystemType: "xfs" }, /cannot both be given/],
  ["digitalocean:index/vpc:Vpc", { ipRange: "10.0.0.0" }, /ipRange: must be a network in CIDR form/],
  ["digitalocean:index/vpc:Vpc", { description: "a".repeat(256) }, /must be at most 255 characters, got 256/],
  ["digitalocean:index/project:Project", { purpose: "a".repeat(256) }, /must be at most 255 characters, got 256/],
  ["digitalocean:index/reservedIp:ReservedIp", { ipAddress: "2001:db8::1" }, /must be an IPv4 address/],
  [
    "digitalocean:index/firewall:Firewall",
    { inboundRules: [{ protocol: "gre" }] },
    /protocol must be tcp, udp or icmp/,
  ],
  [
    "digitalocean:index/firewall:Firewall",
    { inboundRules: [{ protocol: "tcp", portRange: "" }] },
    /portRange must not be empty/,
  ],
  [
    "digitalocean:index/firewall:Firewall",
    { outboundRules: [{ protocol: "tcp", destinationAddresses: [""] }] },
    /no empty text/,
  ],
  ["digitalocean:index/firewall:Firewall", { tags: ["a.b"] }, /tags: must be 1 to 255/],
  ["cloudflare:index/dnsRecord:DnsRecord", { proxied: true, ttl: 300 }, /ttl: must be 1/],
  ["cloudflare:index/dnsRecord:DnsRecord", { content: "a", data: {} }, /cannot both be given/],
  ["cloudflare:index/dnsRecord:DnsRecord", { priority: 70_000 }, /priority: must be 0 to 65535/],
  [
    "aws:route53/record:Record",
    { setIdentifier: "a", weightedRoutingPolicies: [{ weight: 1 }], geolocationRoutingPolicies: [{ country: "*" }] },
    /cannot both be given/,
  ],
  ["aws:route53/record:Record", { weightedRoutingPolicies: [{ weight: 1 }] }, /setIdentifier: is required/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { name: "-web" }, /name has not the form/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { cpu: { type: "pentium9" } }, /cpu: type has not the form/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { cpu: { cores: 0 } }, /cores must be 1 to 2304, got 0/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { memory: { dedicated: 32 } }, /dedicated must be 64 to 268435456, got 32/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { agent: { timeout: "10" } }, /agent: timeout has not the form/],
  ["proxmoxve:index/vmLegacy:VmLegacy", { clone: { vmId: 9 } }, /clone: vmId must be 100 to 2147483647/],
  [
    "proxmoxve:index/vmLegacy:VmLegacy",
    { disks: [{ interface: "scsi0", size: 0 }] },
    /\[0\]\.size must be 1 or more, got 0/,
  ],
  ["proxmoxve:index/vmLegacy:VmLegacy", { networkDevices: [{ model: "ne2k" }] }, /\[0\]\.model must be one of e1000/],
  [
    "proxmoxve:index/vmLegacy:VmLegacy",
    { networkDevices: [{ macAddress: "00:11" }] },
    /\[0\]\.macAddress has not the form/,
  ],
  [
    "proxmoxve:index/vmLegacy:VmLegacy",
    { initialization: { userDataFileId: "a.yaml" } },
    /userDataFileId has not the form/,
  ],
  [
    "proxmoxve:index/vmLegacy:VmLegacy",
    { initialization: { dns: { servers: ["dns"] } } },
    /dns\.servers has not the form/,
  ],
  ["proxmoxve:index/vmLegacy:VmLegacy", { operatingSystem: { type: "linux" } }, /type must be one of l24/],
  ["proxmoxve:index/containerLegacy:ContainerLegacy", { cpu: { cores: 129 } }, /cores must be 1 to 128, got 129/],
  [
    "proxmoxve:index/containerLegacy:ContainerLegacy",
    { operatingSystem: { templateFileId: "debian" } },
    /templateFileId has not the form/,
  ],
  ["proxmoxve:index/fileLegacy:FileLegacy", { fileMode: "rw" }, /fileMode: must be digits/],
  [
    "proxmoxve:firewall/rulesLegacy:RulesLegacy",
    { rules: [{ action: "allow" }] },
    /\[0\]\.action must be one of ACCEPT/,
  ],
  ["proxmoxve:firewall/rulesLegacy:RulesLegacy", { rules: [{ type: "inbound" }] }, /\[0\]\.type has not the form/],
  ["proxmoxve:firewall/optionsLegacy:OptionsLegacy", { vmId: 5 }, /vmId must be 100/],
];

const RESOURCES: Readonly<Record<string, AnyResource<never>>> = Object.assign(
  {},
  ...[hcloudProvider, digitaloceanProvider, cloudflareProvider, proxmoxveProvider, awsProvider].map(
    (make) => make(isLoopback).resources,
  ),
);

test.each(REFUSED)("%s %j is refused as the official plugin refuses it", (token, inputs, reason) => {
  const failures = RESOURCES[token]?.check?.(inputs) ?? [];

  expect(failures.map((failure) => `${failure.property}: ${failure.reason}`)).toEqual([expect.stringMatching(reason)]);
});

test("an API token of Cloudflare that has not its form is refused", () => {
  const refused = (apiToken: string) =>
    cloudflareProvider(isLoopback)
      .checkConfig?.({ apiToken, baseUrl: "http://127.0.0.1:1/client/v4" }, new Set())
      .map(({ property }) => property);

  expect(refused("a".repeat(40))).toEqual([]);
  expect(refused("short")).toEqual(["apiToken"]);
  expect(refused(`${"a".repeat(39)}!`)).toEqual(["apiToken"]);
});

function rule(network: string) {
  return { rules: [{ direction: "in", protocol: "tcp", port: "22", sourceIps: [network] }] };
}
