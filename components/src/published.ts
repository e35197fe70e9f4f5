/**
 * What `freehold-components` offers to programs of others: the components, and what their inputs are made of. What only this repository's
 * stacks and service need stays inside; what is here is a contract.
 */
export type { DockerHost } from "./docker-slot/docker-host.ts";
export { DockerSlot, type DockerSlotArgs, type SlotPlacement } from "./docker-slot/docker-slot.ts";
export { slotProgram } from "./docker-slot/slot-program.ts";
export { GoldenImage, type GoldenImageArgs } from "./golden-image/golden-image.ts";
export { templateImages } from "./golden-image/template-images.ts";
export { type EdgeArgs, type EdgeCertificate, EdgeTls } from "./shared-host/edge-args.ts";
export { type HostOrder, SharedHost, type SharedHostArgs } from "./shared-host/shared-host.ts";
export type { SupabaseCredentials, SupabasePorts, SupabaseStackArgs } from "./supabase-stack/supabase-args.ts";
export { SupabaseStack } from "./supabase-stack/supabase-stack.ts";
export { TenantDns } from "./tenant-dns/tenant-dns.ts";
export type { TenantDnsArgs, TenantRecord } from "./tenant-dns/tenant-dns-args.ts";
export {
  type DigitaloceanFirewallRules,
  digitaloceanFirewallRules,
} from "./tenant-server/digitalocean-firewall-rules.ts";
export { DigitalOceanServer, type DigitalOceanServerArgs } from "./tenant-server/digitalocean-server.ts";
export { type HetznerFirewallRule, hetznerFirewallRules } from "./tenant-server/hetzner-firewall-rules.ts";
export { HetznerServer, type HetznerServerArgs } from "./tenant-server/hetzner-server.ts";
export { machineOf, type TenantMachine } from "./tenant-server/machine.ts";
export type { DataDisk, MachineArgs, MachineFirewall, PrivateNetwork } from "./tenant-server/machine-args.ts";
export type { ProxmoxPlacement } from "./tenant-server/proxmox-placement.ts";
export { ProxmoxServer, type ProxmoxServerArgs } from "./tenant-server/proxmox-server.ts";
export type { SshConnection } from "./tenant-server/ssh-connection.ts";
export { TenantServer, type TenantServerArgs } from "./tenant-server/tenant-server.ts";
export { type OpenPort, webProfile } from "./tenant-server/web-profile.ts";
export type { TemplateSources } from "./workload/template-table.ts";
export { TlsMode } from "./workload/tls-mode.ts";
export { Workload } from "./workload/workload.ts";
export type { DeployedWorkload, WorkloadArgs } from "./workload/workload-args.ts";
