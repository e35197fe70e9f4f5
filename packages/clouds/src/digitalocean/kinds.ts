/** A kind of resource that Freehold makes at DigitalOcean. */
export interface DigitaloceanKind {
  readonly type: DigitaloceanType;
  /** Below the base path. */
  readonly path: string;
  /** Name of the array in a list's answer. */
  readonly collection: string;
  /** How it says whose it is: by its tags, or by its name where it can have none. */
  readonly owned: "by tags" | "by name";
}

export type DigitaloceanType = "droplet" | "volume" | "vpc" | "firewall" | "ssh_key" | "tag";

export const DIGITALOCEAN_KINDS: readonly DigitaloceanKind[] = [
  { type: "droplet", path: "/droplets", collection: "droplets", owned: "by tags" },
  { type: "volume", path: "/volumes", collection: "volumes", owned: "by tags" },
  { type: "vpc", path: "/vpcs", collection: "vpcs", owned: "by name" },
  { type: "firewall", path: "/firewalls", collection: "firewalls", owned: "by name" },
  { type: "ssh_key", path: "/account/keys", collection: "ssh_keys", owned: "by name" },
  { type: "tag", path: "/tags", collection: "tags", owned: "by name" },
];
