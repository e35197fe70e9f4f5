// The parts of the vendor's answers that the stand-in reads. https://docs.digitalocean.com/reference/api/digitalocean/

export interface Action {
  id: number;
  type: string;
  status: "in-progress" | "completed" | "errored";
  completed_at: string | null;
}

export interface Droplet {
  id: number;
  name: string;
  status: string;
  locked: boolean;
  memory: number;
  vcpus: number;
  disk: number;
  features: string[];
  image: { id: number; slug: string | null };
  size_slug: string;
  size: { price_hourly: number; price_monthly: number };
  region: { slug: string };
  networks: { v4: Address[]; v6: Address[] };
  volume_ids: string[];
  tags: string[];
  vpc_uuid: string;
  created_at: string;
}

export interface Address {
  ip_address: string;
  type: "public" | "private";
}

export interface Snapshot {
  id: string | number;
  name: string;
  created_at: string;
  regions: string[];
  min_disk_size: number;
  size_gigabytes: number;
  /** The droplet; absent in the list of a droplet's own. */
  resource_id?: string;
}

export interface SshKey {
  id: number;
  name: string;
  fingerprint: string;
  public_key: string;
}

export interface Target {
  addresses?: string[];
  droplet_ids?: number[];
  load_balancer_uids?: string[];
  kubernetes_ids?: string[];
  tags?: string[];
}

export interface Firewall {
  id: string;
  name: string;
  status: string;
  created_at: string;
  inbound_rules: { protocol: string; ports: string; sources: Target }[];
  outbound_rules: { protocol: string; ports: string; destinations: Target }[];
  droplet_ids: number[] | null;
  tags: string[] | null;
  pending_changes: { droplet_id: number; removing: boolean; status: string }[];
}

export interface Vpc {
  id: string;
  urn: string;
  name: string;
  description: string;
  region: string;
  ip_range: string;
  default: boolean;
  created_at: string;
}

export interface Volume {
  id: string;
  name: string;
  description: string;
  region: { slug: string };
  size_gigabytes: number;
  droplet_ids: number[] | null;
  filesystem_type: string;
  filesystem_label: string;
  tags: string[] | null;
}

export interface ReservedIp {
  ip: string;
  region: { slug: string };
  droplet: { id: number } | null;
}

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
}

export interface Tag {
  name: string;
  resources: { count: number } & Record<
    "droplets" | "images" | "volumes" | "volume_snapshots" | "databases",
    { count: number }
  >;
}
