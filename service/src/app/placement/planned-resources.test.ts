import { TenantDns } from "@freehold/components";
import { type RecordedProgram, recordProgram } from "@freehold/components/testing";
import { CLOUDS, type Cloud, type ResourceSummary, resourceKindOf } from "@freehold/model";
import { testHostKeys } from "@freehold/ssh/testing";
import { DNS_PROVIDER_NAMES, type DnsProviderName } from "@freehold/stack-contract/dns-settings";
import { parseTenantConfig, type TenantStackConfigInput, tenantProgram } from "@freehold/stack-tenant";
import { expect, test } from "@jest/globals";
import { plannedResources } from "./planned-resources.ts";

const OWNER = { tenantId: "tabc123", organization: "org1", operation: "op1" };
const ZONE = "tenants.example.com";
const NAME = "acme";

/** Where a tenant can be, with what its cloud is reached by. */
const PLACES: Record<Cloud, Pick<TenantStackConfigInput, "region" | "tls" | "providers">> = {
  hetzner: { region: "fsn1", providers: { hcloud: { token: "t1" } } },
  digitalocean: { region: "fra1", providers: { digitalocean: { token: "t1" } } },
  proxmox: { region: "pve", providers: { proxmoxve: { endpoint: "https://pve.test:8006", apiToken: "t@pve!t=1" } } },
  docker: {
    region: "cellar",
    tls: "none",
    providers: { docker: { host: "ssh://ops@192.0.2.7", ...testHostKeys() } },
  },
};

const DNS_SECRETS: Record<DnsProviderName, TenantStackConfigInput["providers"]> = {
  cloudflare: { cloudflare: { apiToken: "t2" } },
  route53: { aws: { accessKey: "k2", secretKey: "s2" } },
};

/** Settings that a tenant may have beside its place. */
type Beside = Partial<Omit<TenantStackConfigInput, "cloud" | "zone" | "name" | "dnsProvider">>;

/** The tenant's real program as the engine would see it. */
function program(cloud: Cloud, dnsProvider: DnsProviderName, beside: Beside): Promise<RecordedProgram<object>> {
  const { providers, ...place } = PLACES[cloud];
  const config = parseTenantConfig({
    ...{ ...OWNER, name: NAME, cloud, ...place, zone: ZONE, dnsProvider },
    providers: { ...providers, ...DNS_SECRETS[dnsProvider] },
    ...beside,
  });
  return recordProgram("tabc123", () => ({ ...tenantProgram(config) }));
}

function preview(cloud: Cloud, provider: DnsProviderName, beside: Beside): ResourceSummary[] {
  const { domain, sshAllowedFrom, databaseAllowedFrom, template = "supabase" } = beside;
  const zone = { name: ZONE, provider };
  return plannedResources({ cloud, template, name: NAME, zone, domain, sshAllowedFrom, databaseAllowedFrom });
}

/** What was registered, but for what only the stack has. A type that the table does not have is told of, too. */
function registered({ resources }: RecordedProgram<object>): ResourceSummary[] {
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:") && resourceKindOf(type)?.cloud !== null)
    .map(({ type, name }) => ({ type, name }));
}

function sorted(resources: readonly ResourceSummary[]): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

/** Each by what is special about it. */
const BESIDE: readonly [what: string, beside: Beside, onlyAt?: Cloud[]][] = [
  ["nothing else", {}],
  ["a domain in the zone", { domain: `shop.${ZONE}` }],
  ["a domain elsewhere", { domain: "shop.example.org" }],
  ["its own name as its domain", { domain: `${NAME}.${ZONE}` }],
  [
    "a known zone, protection and a heartbeat",
    {
      ...{ zoneId: "z1", protect: true, ignoreTaken: true },
      heartbeat: { url: "https://api.example.com/v1/heartbeats", key: "whsec_a2V5" },
    },
  ],
  ["a golden image", { image: "42" }, ["hetzner", "digitalocean"]],
  ["networks that may reach SSH", { sshAllowedFrom: ["192.0.2.0/24"] }, ["proxmox"]],
  [
    "all networks and a domain in the zone",
    { sshAllowedFrom: ["0.0.0.0/0", "::/0"], domain: `shop.${ZONE}` },
    ["proxmox"],
  ],
  [
    "networks that may reach its database",
    { databaseAllowedFrom: ["192.0.2.0/24"] },
    ["hetzner", "digitalocean", "docker"],
  ],
  [
    "networks that may reach SSH and its database",
    { sshAllowedFrom: ["192.0.2.0/24"], databaseAllowedFrom: ["198.51.100.0/24"] },
    ["proxmox"],
  ],
  ["the host's edge", { tls: "edge", domain: "shop.example.org" }, ["docker"]],
];

for (const cloud of CLOUDS) {
  for (const dnsProvider of DNS_PROVIDER_NAMES) {
    for (const [what, beside] of BESIDE.filter(([, , onlyAt = CLOUDS]) => onlyAt.includes(cloud))) {
      test(`a preview foresees what a tenant at ${cloud} with a zone at ${dnsProvider} and ${what} is made of`, async () => {
        const made = registered(await program(cloud, dnsProvider, beside));

        expect(sorted(preview(cloud, dnsProvider, beside))).toEqual(sorted(made));
      });
    }
  }
}

test("what a program makes beside it would be noticed", async () => {
  const made = await recordProgram("tabc123", () => {
    new TenantDns("beside", { ...OWNER, zone: ZONE, zoneId: "z1", name: "other", ipv4: "192.0.2.1" });
    return {};
  });

  expect(sorted(registered(made))).toEqual([
    "cloudflare:index/dnsRecord:DnsRecord beside-a",
    "freehold:index:TenantDns beside",
  ]);
});
