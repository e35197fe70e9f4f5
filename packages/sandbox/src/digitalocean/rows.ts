// What a team's tables hold, a type for each. They stand apart from the operations so that team.ts and the operations do not import each other.

/** Automatic backups: how often, and at which hour (UTC) their window begins. */
export interface BackupPolicy {
  plan: "daily" | "weekly";
  weekday?: string | undefined;
  hour: number;
}

/** A virtual machine. */
export interface Droplet {
  id: number;
  name: string;
  status: "new" | "active" | "off";
  region: string;
  size: string;
  /** GB; it can be more than the size brings, but never less. */
  disk: number;
  imageId: number;
  imageName: string;
  tags: string[];
  vpcId: string;
  privateAddress: string;
  /** Where its machine is; shown when the droplet has a public address. */
  machineAddress: string;
  hasPublicNet: boolean;
  hasIpv6: boolean;
  monitoring: boolean;
  backups: BackupPolicy | null;
  userData: string;
  authorizedKeys: string[];
  createdAt: string;
  /** Time of the clock before which no address is reported. */
  addressShownAt: number;
}

/** Whom a rule of a firewall lets in, or out to. */
export interface FirewallTargets {
  addresses?: string[] | undefined;
  droplet_ids?: number[] | undefined;
  load_balancer_uids?: string[] | undefined;
  kubernetes_ids?: string[] | undefined;
  tags?: string[] | undefined;
}

interface FirewallRule {
  protocol: "tcp" | "udp" | "icmp";
  ports: string;
}

/** Rules for the droplets that it names, and for those with its tags. */
export interface Firewall {
  id: string;
  name: string;
  inbound_rules: (FirewallRule & { sources: FirewallTargets })[];
  outbound_rules: (FirewallRule & { destinations: FirewallTargets })[];
  droplet_ids: number[];
  tags: string[];
  created_at: string;
}

/** A snapshot of a droplet. */
export interface PrivateImage {
  id: number;
  name: string;
  distribution: string;
  region: string;
  /** The droplet that it was taken of, which may be gone. */
  dropletId: number;
  minDiskSize: number;
  status: "NEW" | "available";
  tags: string[];
  createdAt: string;
}

/** What a customer sorts things into. */
export interface Project {
  id: string;
  owner_uuid: string;
  owner_id: number;
  name: string;
  description: string;
  purpose: string;
  environment: string;
  is_default: boolean;
  created_at: string;
  updated_at: string;
  resources: { urn: string; assigned_at: string }[];
}

/** An address that moves from droplet to droplet. */
export interface ReservedIp {
  /** The address: reserved IPs have no other id. */
  id: string;
  region: string;
  dropletId: number | null;
  projectId: string;
}

/** A public key that droplets are created with. */
export interface SshKey {
  id: number;
  name: string;
  fingerprint: string;
  public_key: string;
}

/** A tag; it exists whether or not something carries it. */
export interface Tag {
  /** Its name: tags have no other id. */
  id: string;
}

/** A disk that can be attached to a droplet and outlives it. */
export interface Volume {
  id: string;
  /** Its number in the actions' own books; the vendor does not show it. */
  number: number;
  name: string;
  description: string;
  region: string;
  size_gigabytes: number;
  droplet_ids: number[];
  filesystem_type: string;
  filesystem_label: string;
  tags: string[];
  created_at: string;
}

/** A private network. */
export interface Vpc {
  id: string;
  name: string;
  description: string;
  region: string;
  ip_range: string;
  created_at: string;
  default: boolean;
}
