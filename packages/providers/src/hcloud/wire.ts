// The parts of the vendor's answers that the stand-in reads. https://docs.hetzner.cloud/reference/cloud

export interface Action {
  id: number;
  command: string;
  status: "running" | "success" | "error";
  error: { code: string; message: string } | null;
}

export type Labels = Record<string, string>;

export interface DnsPtr {
  ip: string;
  dns_ptr: string;
}

export interface Server {
  id: number;
  name: string;
  status: string;
  server_type: { name: string };
  image: { id: number; name: string | null } | null;
  location?: { name: string };
  datacenter?: { name: string; location: { name: string } } | null;
  public_net: {
    ipv4: { id: number; ip: string; dns_ptr: string } | null;
    ipv6: { id: number; ip: string; dns_ptr: DnsPtr[] } | null;
    firewalls: { id: number; status: string }[];
  };
  private_net: { network: number; ip: string; alias_ips: string[]; mac_address: string }[];
  backup_window: string | null;
  protection: { delete: boolean; rebuild: boolean };
  labels: Labels;
  primary_disk_size: number;
  placement_group: { id: number } | null;
}

export interface Image {
  id: number;
  description: string;
  labels: Labels;
  created_from: { id: number; name: string } | null;
}

export interface SshKey {
  id: number;
  name: string;
  fingerprint: string;
  public_key: string;
  labels: Labels;
}

export interface FirewallRule {
  direction: string;
  protocol: string;
  port: string | null;
  source_ips: string[];
  destination_ips: string[];
  description: string | null;
}

export interface FirewallTarget {
  type: "server" | "label_selector";
  server?: { id: number };
  label_selector?: { selector: string };
}

export interface Firewall {
  id: number;
  name: string;
  labels: Labels;
  rules: FirewallRule[];
  applied_to: FirewallTarget[];
}

export interface Network {
  id: number;
  name: string;
  ip_range: string;
  subnets: { type: string; ip_range: string; network_zone: string; gateway?: string; vswitch_id?: number | null }[];
  protection: { delete: boolean };
  labels: Labels;
  expose_routes_to_vswitch: boolean;
}

export interface Volume {
  id: number;
  name: string;
  size: number;
  server: number | null;
  location: { name: string };
  linux_device: string | null;
  format: string | null;
  protection: { delete: boolean };
  labels: Labels;
}

export interface PrimaryIp {
  id: number;
  name: string;
  ip: string;
  type: "ipv4" | "ipv6";
  assignee_id: number | null;
  assignee_type: string;
  auto_delete: boolean;
  location?: { name: string };
  datacenter?: { name: string; location: { name: string } } | null;
  dns_ptr: DnsPtr[];
  protection: { delete: boolean };
  labels: Labels;
}
