import type { ItemType } from "@freehold/model";

/** The vendor's words for what can be told to be Freehold's. */
export type DigitaloceanType = ItemType<"digitalocean">;

/** How a kind of resource is asked for. */
export interface DigitaloceanKind {
  readonly type: DigitaloceanType;
  /** Below the base path. */
  readonly path: string;
  /** Name of the array in a list's answer. */
  readonly collection: string;
  /** Whether a tenant's stack makes any: only those are asked for when a tenant's are looked for, for each costs a call. */
  readonly ofTenants: boolean;
}

const KINDS: Readonly<Record<DigitaloceanType, Omit<DigitaloceanKind, "type">>> = {
  droplet: { path: "/droplets", collection: "droplets", ofTenants: true },
  volume: { path: "/volumes", collection: "volumes", ofTenants: true },
  reserved_ip: { path: "/reserved_ips", collection: "reserved_ips", ofTenants: false },
  vpc: { path: "/vpcs", collection: "vpcs", ofTenants: true },
  firewall: { path: "/firewalls", collection: "firewalls", ofTenants: true },
  ssh_key: { path: "/account/keys", collection: "ssh_keys", ofTenants: true },
  snapshot: { path: "/snapshots", collection: "snapshots", ofTenants: false },
  tag: { path: "/tags", collection: "tags", ofTenants: true },
};

export const DIGITALOCEAN_KINDS: readonly DigitaloceanKind[] = (Object.keys(KINDS) as DigitaloceanType[]).map(
  (type) => ({ type, ...KINDS[type] }),
);
