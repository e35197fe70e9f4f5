import { wantedNames } from "@freehold/components/tenant-names";
import type { Cloud, ResourceSummary, ResourceToken, Template } from "@freehold/model";
import type { DnsProviderName } from "@freehold/stack-contract/dns-settings";

/** What decides what a tenant is made of. */
export interface TenantParts {
  cloud: Cloud;
  /** The tenant's name in the zone. */
  name: string;
  zone: { name: string; provider: DnsProviderName };
  /** What runs on the machine. */
  template: Template;
  /** @default - none; one outside the zone makes no records */
  domain?: string | undefined;
  /** Networks that may reach SSH, at Proxmox VE: the machine gets a firewall of its own. @default - it gets none */
  sshAllowedFrom?: readonly string[] | undefined;
  /** Networks that may reach the database: a machine gets a firewall for it, or a further rule. @default - none may */
  databaseAllowedFrom?: readonly string[] | undefined;
}

/** A resource as the tenant's program registers it: of a kind in the table, or a component of ours. */
interface PlannedResource extends ResourceSummary {
  type: ResourceToken | `freehold:index:${string}`;
}

/** Name of the component that is the machine; what it is made of is named after it. */
const MACHINE = "tenant-machine";

/** What the machine is at each cloud. */
const MACHINES: Readonly<Record<Cloud, (parts: TenantParts) => readonly PlannedResource[]>> = {
  hetzner: (parts) => [
    { type: "freehold:index:HetznerServer", name: MACHINE },
    { type: "hcloud:index/sshKey:SshKey", name: `${MACHINE}-ssh-key` },
    { type: "hcloud:index/server:Server", name: `${MACHINE}-server` },
    ...databaseFirewall(parts, "hcloud:index/firewall:Firewall"),
  ],
  digitalocean: (parts) => [
    { type: "freehold:index:DigitalOceanServer", name: MACHINE },
    { type: "digitalocean:index/sshKey:SshKey", name: `${MACHINE}-ssh-key` },
    { type: "digitalocean:index/tag:Tag", name: `${MACHINE}-tenant-tag` },
    { type: "digitalocean:index/tag:Tag", name: `${MACHINE}-operation-tag` },
    { type: "digitalocean:index/droplet:Droplet", name: `${MACHINE}-server` },
    ...databaseFirewall(parts, "digitalocean:index/firewall:Firewall"),
  ],
  proxmox: ({ sshAllowedFrom, databaseAllowedFrom = [] }) => [
    { type: "freehold:index:ProxmoxServer", name: MACHINE },
    { type: "proxmoxve:index/fileLegacy:FileLegacy", name: `${MACHINE}-user-data` },
    { type: "proxmoxve:index/vmLegacy:VmLegacy", name: `${MACHINE}-server` },
    ...(sshAllowedFrom === undefined ? [] : PROXMOX_FIREWALL),
    ...(databaseAllowedFrom.length === 0 ? [] : PROXMOX_DATABASE_NETWORKS),
  ],
  docker: () => [
    { type: "freehold:index:DockerSlot", name: MACHINE },
    { type: "docker:index/network:Network", name: `${MACHINE}-network` },
    { type: "docker:index/volume:Volume", name: `${MACHINE}-volume` },
  ],
};

const PROXMOX_FIREWALL: readonly PlannedResource[] = [
  { type: "proxmoxve:firewall/ipsetLegacy:IpsetLegacy", name: `${MACHINE}-ssh-networks` },
  { type: "proxmoxve:firewall/rulesLegacy:RulesLegacy", name: `${MACHINE}-firewall-rules` },
  { type: "proxmoxve:firewall/optionsLegacy:OptionsLegacy", name: `${MACHINE}-firewall` },
];

const PROXMOX_DATABASE_NETWORKS: readonly PlannedResource[] = [
  { type: "proxmoxve:firewall/ipsetLegacy:IpsetLegacy", name: `${MACHINE}-database-networks` },
];

/** What opens the database's port beside the account's profile. */
function databaseFirewall({ databaseAllowedFrom = [] }: TenantParts, type: ResourceToken): PlannedResource[] {
  return databaseAllowedFrom.length === 0 ? [] : [{ type, name: `${MACHINE}-database-firewall` }];
}

/** Templates with a component of their own, by which the program deploys them; the others are deployed by the one for all. */
const FACES: Readonly<Partial<Record<Template, PlannedResource>>> = {
  supabase: { type: "freehold:index:SupabaseStack", name: "supabase" },
};

/** The component that deploys a template; what it is made of is named after it. */
export function workloadOf(template: Template): ResourceSummary {
  return FACES[template] ?? { type: "freehold:index:Workload", name: "workload" };
}

/** What a name is made of, by who serves the zone. */
const RECORDS: Readonly<Record<DnsProviderName, ResourceToken<DnsProviderName>>> = {
  cloudflare: "cloudflare:index/dnsRecord:DnsRecord",
  route53: "aws:route53/record:Record",
};

/**
 * What a tenant's program makes at the clouds, and the components that it makes it with: each by its Pulumi type and its name. Left out
 * is what only the stack has, such as passwords and commands. A test holds it against the program.
 */
export function plannedResources(parts: TenantParts): ResourceSummary[] {
  return [
    { type: "freehold:index:TenantServer", name: "tenant" },
    ...MACHINES[parts.cloud](parts),
    { type: "freehold:index:TenantDns", name: "name" },
    ...recordsOf(parts),
    workloadOf(parts.template),
  ];
}

function recordsOf({ cloud, name, zone, domain }: TenantParts): PlannedResource[] {
  // Hardware of the operator's own promises no IPv6.
  const suffixes = cloud === "proxmox" || cloud === "docker" ? ["a"] : ["a", "aaaa"];
  const names = wantedNames({ name, zone: zone.name, ...(domain !== undefined && { domain }) });
  return names.flatMap(({ prefix }) =>
    suffixes.map((suffix) => ({ type: RECORDS[zone.provider], name: `name-${prefix}${suffix}` })),
  );
}
