import type { Cloud, ResourceSummary } from "@freehold/model";

/** What the machine is at each cloud, the machine itself last, by the names that a tenant's stack gives. */
const MACHINES: Readonly<Partial<Record<Cloud, readonly ResourceSummary[]>>> = {
  hetzner: [
    { type: "hcloud:index/sshKey:SshKey", name: "tenant-machine-ssh-key" },
    { type: "hcloud:index/server:Server", name: "tenant-machine-server" },
  ],
  digitalocean: [
    { type: "digitalocean:index/sshKey:SshKey", name: "tenant-machine-ssh-key" },
    { type: "digitalocean:index/tag:Tag", name: "tenant-machine-tenant-tag" },
    { type: "digitalocean:index/tag:Tag", name: "tenant-machine-operation-tag" },
    { type: "digitalocean:index/droplet:Droplet", name: "tenant-machine-server" },
  ],
  proxmox: [
    { type: "proxmoxve:index/fileLegacy:FileLegacy", name: "tenant-machine-user-data" },
    { type: "proxmoxve:firewall/ipsetLegacy:IpsetLegacy", name: "tenant-machine-ssh-networks" },
    { type: "proxmoxve:firewall/rulesLegacy:RulesLegacy", name: "tenant-machine-firewall-rules" },
    { type: "proxmoxve:firewall/optionsLegacy:OptionsLegacy", name: "tenant-machine-firewall" },
    { type: "proxmoxve:index/vmLegacy:VmLegacy", name: "tenant-machine-server" },
  ],
  docker: [
    { type: "docker:index/network:Network", name: "tenant-machine-network" },
    { type: "docker:index/volume:Volume", name: "tenant-machine-volume" },
    { type: "freehold:index:DockerSlot", name: "tenant-machine" },
  ],
};

/** What every tenant has beside its machine: in the zone and on the machine. */
const EVERYWHERE: readonly ResourceSummary[] = [
  { type: "cloudflare:index/dnsRecord:DnsRecord", name: "name-a" },
  { type: "cloudflare:index/dnsRecord:DnsRecord", name: "name-aaaa" },
  { type: "freehold:index:SupabaseStack", name: "supabase" },
];

/** What a tenant would be made of. */
export function plannedResources(cloud: Cloud): ResourceSummary[] {
  // Hardware of the operator's own promises no IPv6.
  const isOwnHardware = cloud === "proxmox" || cloud === "docker";
  const everywhere = EVERYWHERE.filter(({ name }) => !isOwnHardware || name !== "name-aaaa");
  return [...(MACHINES[cloud] ?? []), ...everywhere];
}

/** Pulumi type token of a cloud's machine; undefined for a cloud that this version does not order from. */
export function machineTypeToken(cloud: Cloud): string | undefined {
  return MACHINES[cloud]?.at(-1)?.type;
}
