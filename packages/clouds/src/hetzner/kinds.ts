import type { ItemType } from "@freehold/model";

/** The vendor's words for what carries labels. */
export type HetznerType = ItemType<"hetzner">;

/** How a kind of resource is asked for. */
export interface HetznerKind {
  readonly type: HetznerType;
  readonly collection: string;
  /** Whether a protection can forbid its deletion. */
  readonly protectable: boolean;
  /** Whether a tenant's stack makes any: only those are asked for when a tenant's are looked for, for each costs a call. */
  readonly ofTenants: boolean;
}

const KINDS: Readonly<Record<HetznerType, Omit<HetznerKind, "type">>> = {
  server: { collection: "servers", protectable: true, ofTenants: true },
  volume: { collection: "volumes", protectable: true, ofTenants: true },
  primary_ip: { collection: "primary_ips", protectable: true, ofTenants: true },
  floating_ip: { collection: "floating_ips", protectable: true, ofTenants: false },
  network: { collection: "networks", protectable: true, ofTenants: true },
  firewall: { collection: "firewalls", protectable: false, ofTenants: true },
  placement_group: { collection: "placement_groups", protectable: false, ofTenants: false },
  ssh_key: { collection: "ssh_keys", protectable: false, ofTenants: true },
  image: { collection: "images", protectable: true, ofTenants: false },
};

export const HETZNER_KINDS: readonly HetznerKind[] = (Object.keys(KINDS) as HetznerType[]).map((type) => ({
  type,
  ...KINDS[type],
}));
