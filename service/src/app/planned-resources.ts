import type { ResourceSummary } from "@freehold/model";

/** What every tenant has at the cloud, in the zone and on the machine, by the names that its stack gives. */
export const PLANNED_RESOURCES: readonly ResourceSummary[] = [
  { type: "hcloud:index/sshKey:SshKey", name: "tenant-machine-ssh-key" },
  { type: "hcloud:index/server:Server", name: "tenant-machine-server" },
  { type: "cloudflare:index/dnsRecord:DnsRecord", name: "name-a" },
  { type: "cloudflare:index/dnsRecord:DnsRecord", name: "name-aaaa" },
  { type: "freehold:index:SupabaseStack", name: "supabase" },
];
