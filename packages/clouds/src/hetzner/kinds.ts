/** A kind of resource that carries labels: the vendor's word, its collection, and whether a protection can forbid its deletion. */
export interface HetznerKind {
  readonly type: HetznerType;
  readonly collection: string;
  readonly protectable: boolean;
}

export type HetznerType = "server" | "volume" | "primary_ip" | "network" | "firewall" | "ssh_key";

export const HETZNER_KINDS: readonly HetznerKind[] = [
  { type: "server", collection: "servers", protectable: true },
  { type: "volume", collection: "volumes", protectable: true },
  { type: "primary_ip", collection: "primary_ips", protectable: true },
  { type: "network", collection: "networks", protectable: true },
  { type: "firewall", collection: "firewalls", protectable: false },
  { type: "ssh_key", collection: "ssh_keys", protectable: false },
];
