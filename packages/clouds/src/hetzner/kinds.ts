/** A kind of resource that carries labels. */
export interface HetznerKind {
  /** The vendor's word. */
  readonly type: HetznerType;
  readonly collection: string;
  /** Whether a protection can forbid its deletion. */
  readonly protectable: boolean;
  /** Whether a tenant's stack makes any: only those are asked for when a tenant's are looked for, for each costs a call. */
  readonly ofTenants: boolean;
}

export type HetznerType =
  | "server"
  | "volume"
  | "primary_ip"
  | "floating_ip"
  | "network"
  | "firewall"
  | "placement_group"
  | "ssh_key"
  | "image";

export const HETZNER_KINDS: readonly HetznerKind[] = [
  { type: "server", collection: "servers", protectable: true, ofTenants: true },
  { type: "volume", collection: "volumes", protectable: true, ofTenants: true },
  { type: "primary_ip", collection: "primary_ips", protectable: true, ofTenants: true },
  { type: "floating_ip", collection: "floating_ips", protectable: true, ofTenants: false },
  { type: "network", collection: "networks", protectable: true, ofTenants: true },
  { type: "firewall", collection: "firewalls", protectable: false, ofTenants: true },
  { type: "placement_group", collection: "placement_groups", protectable: false, ofTenants: false },
  { type: "ssh_key", collection: "ssh_keys", protectable: false, ofTenants: true },
  { type: "image", collection: "images", protectable: true, ofTenants: false },
];
