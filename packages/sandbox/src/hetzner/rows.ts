// What a project's tables hold, a type for each. They stand apart from the operations so that project.ts and the operations do not import each other.

/** What a server is doing. */
export type ServerStatus =
  | "initializing"
  | "starting"
  | "running"
  | "stopping"
  | "off"
  | "deleting"
  | "rebuilding"
  | "migrating"
  | "unknown";

/** A server's interface in a private network. */
export interface PrivateNet {
  network: number;
  ip: string;
  alias_ips: string[];
  mac_address: string;
}

/** A server; its machine answers while it runs. */
export interface Server {
  id: number;
  name: string;
  labels: Record<string, string>;
  created: string;
  status: ServerStatus;
  /** Name of the type. */
  serverType: string;
  /** Name of the location. */
  location: string;
  imageId: number;
  /** The image's name at the time; a snapshot has none and goes by its id. */
  imageName: string;
  /** GB; it stays when the type changes without `upgrade_disk`. */
  primaryDiskSize: number;
  backupWindow: string | null;
  protection: { delete: boolean; rebuild: boolean };
  placementGroupId: number | null;
  privateNets: PrivateNet[];
  userData: string;
  authorizedKeys: string[];
  /** Where the machine answers: the IPv4 address that the server was provisioned with. */
  machineAddress: string;
}

/** A rule of a firewall. */
export interface Rule {
  direction: "in" | "out";
  protocol: "tcp" | "udp" | "icmp" | "esp" | "gre";
  port: string | null;
  source_ips: string[];
  destination_ips: string[];
  description: string | null;
}

/** What a firewall was applied to: one server, or all servers that a selector finds. */
export type Target =
  | { type: "server"; server: { id: number } }
  | { type: "label_selector"; label_selector: { selector: string } };

/** Rules, and what they were applied to. */
export interface Firewall {
  id: number;
  name: string;
  labels: Record<string, string>;
  created: string;
  rules: Rule[];
  targets: Target[];
}

/** A part of a network that servers get addresses from. */
export interface Subnet {
  type: "cloud" | "server" | "vswitch";
  ip_range: string;
  network_zone: string;
  gateway: string;
  vswitch_id: number | null;
}

/** Where a network sends what is for other addresses than its own. */
export interface Route {
  destination: string;
  gateway: string;
}

/** A private network. */
export interface Network {
  id: number;
  name: string;
  ip_range: string;
  subnets: Subnet[];
  routes: Route[];
  protection: { delete: boolean };
  labels: Record<string, string>;
  created: string;
  expose_routes_to_vswitch: boolean;
}

/** The name of an address in reverse DNS. */
export interface DnsPointer {
  ip: string;
  dns_ptr: string;
}

/** The public address of a server; it can be kept without one. */
export interface PrimaryIp {
  id: number;
  name: string;
  type: "ipv4" | "ipv6";
  /** An address, or for IPv6 a network of /64. */
  ip: string;
  location: string;
  labels: Record<string, string>;
  created: string;
  blocked: boolean;
  auto_delete: boolean;
  assignee_type: "server";
  assignee_id: number | null;
  protection: { delete: boolean };
  dns_ptr: DnsPointer[];
}

/** An address that moves from server to server. */
export interface FloatingIp {
  id: number;
  name: string;
  description: string | null;
  type: "ipv4" | "ipv6";
  ip: string;
  server: number | null;
  /** Name of the location. */
  home_location: string;
  dns_ptr: DnsPointer[];
  blocked: boolean;
  protection: { delete: boolean };
  labels: Record<string, string>;
  created: string;
}

/** Servers that are to be on different hosts. */
export interface PlacementGroup {
  id: number;
  name: string;
  labels: Record<string, string>;
  type: "spread";
  created: string;
}

/** What a server's disk begins with: a distribution, a snapshot, a backup. */
export interface Image {
  id: number;
  type: "system" | "app" | "snapshot" | "backup";
  status: "available" | "creating" | "unavailable";
  name: string | null;
  description: string;
  /** GB */
  image_size: number | null;
  /** GB */
  disk_size: number;
  created: string;
  created_from: { id: number; name: string } | null;
  bound_to: number | null;
  os_flavor: string;
  os_version: string | null;
  rapid_deploy: boolean;
  protection: { delete: boolean };
  deprecated: string | null;
  deleted: string | null;
  labels: Record<string, string>;
  architecture: "x86" | "arm";
}

/** A disk that can be attached to a server and outlives it. */
export interface Volume {
  id: number;
  name: string;
  /** GB */
  size: number;
  server: number | null;
  /** Name of the location. */
  location: string;
  linux_device: string;
  format: string | null;
  status: "available" | "creating";
  protection: { delete: boolean };
  labels: Record<string, string>;
  created: string;
}

/** A public key that servers are created with. */
export interface SshKey {
  id: number;
  name: string;
  fingerprint: string;
  public_key: string;
  labels: Record<string, string>;
  created: string;
}
