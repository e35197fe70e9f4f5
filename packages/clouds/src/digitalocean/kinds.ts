/** A kind of resource that can be told to be Freehold's at DigitalOcean. */
export interface DigitaloceanKind {
  /** The vendor's word. */
  readonly type: DigitaloceanType;
  /** Below the base path. */
  readonly path: string;
  /** Name of the array in a list's answer. */
  readonly collection: string;
  /** How it says whose it is: by its tags, by its name where it can have none, or by the droplet that it leads to where it has neither. */
  readonly owned: "by tags" | "by name" | "by droplet";
  /** Whether a tenant's stack makes any: only those are asked for when a tenant's are looked for, for each costs a call. */
  readonly ofTenants: boolean;
}

export type DigitaloceanType =
  | "droplet"
  | "volume"
  | "reserved_ip"
  | "vpc"
  | "firewall"
  | "ssh_key"
  | "snapshot"
  | "tag";

export const DIGITALOCEAN_KINDS: readonly DigitaloceanKind[] = [
  { type: "droplet", path: "/droplets", collection: "droplets", owned: "by tags", ofTenants: true },
  { type: "volume", path: "/volumes", collection: "volumes", owned: "by tags", ofTenants: true },
  { type: "reserved_ip", path: "/reserved_ips", collection: "reserved_ips", owned: "by droplet", ofTenants: false },
  { type: "vpc", path: "/vpcs", collection: "vpcs", owned: "by name", ofTenants: true },
  { type: "firewall", path: "/firewalls", collection: "firewalls", owned: "by name", ofTenants: true },
  { type: "ssh_key", path: "/account/keys", collection: "ssh_keys", owned: "by name", ofTenants: true },
  { type: "snapshot", path: "/snapshots", collection: "snapshots", owned: "by name", ofTenants: false },
  { type: "tag", path: "/tags", collection: "tags", owned: "by name", ofTenants: true },
];
