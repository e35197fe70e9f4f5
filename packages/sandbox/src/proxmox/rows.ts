// What a cluster holds, a type for each. They stand apart from the operations so that cluster.ts and the operations do not import each other.

/** Who may use the API. */
export interface Credentials {
  user: string;
  /** Also the node's password for SSH. */
  password: string;
  /** `user@realm!name` */
  tokenId: string;
  tokenSecret: string;
  /** Signs tickets. */
  ticketKey: Buffer;
}

/** A virtual machine or a container. */
export type GuestKind = "qemu" | "lxc";

/** The settings of a guest, as its configuration file has them. */
export type GuestConfig = Record<string, string | number>;

/** A guest of a node. */
export interface Guest {
  id: number;
  kind: GuestKind;
  node: string;
  config: GuestConfig;
  status: "running" | "stopped";
  pool: string | undefined;
  /** Milliseconds since 1970; undefined while it is stopped. */
  startedAt: number | undefined;
  /** A task works on it right now: it holds the lock file. */
  isBusy: boolean;
  /** Where its machine answers; undefined until its first start. */
  machineAddress: string | undefined;
  /** Time of the clock before which the guest agent does not answer. */
  agentAnswersAt: number;
  /** What the machine starts from. */
  image: string;
  /** Public keys that a container was created with. */
  rootKeys: string[];
  firewall: GuestFirewall;
}

/** A rule of a firewall, as its file has it. */
export type Rule = Record<string, string | number>;

/** A guest's firewall; it is kept and filters nothing. */
export interface GuestFirewall {
  rules: Rule[];
  options: Record<string, string | number>;
  ipsets: { name: string; comment?: string; cidrs: { cidr: string; comment?: string; nomatch?: number }[] }[];
}

/** A named set of guests, for permissions. */
export interface Pool {
  poolid: string;
  comment: string;
}

/** A zone of the software defined network; nothing is live before the configuration is applied. */
export interface Zone {
  zone: string;
  type: string;
  settings: Record<string, string | number>;
  isApplied: boolean;
}

/** A virtual network: after it is applied, a bridge of that name. */
export interface Vnet {
  vnet: string;
  zone: string;
  settings: Record<string, string | number>;
  isApplied: boolean;
}

/** A place for volumes, as the cluster's configuration has it. */
export interface Storage {
  storage: string;
  type: "dir" | "lvmthin";
  /** Folder on the node; only for `dir`. */
  path?: string;
  content: readonly string[];
  totalBytes: number;
}

/** Something that a storage holds. */
export interface Volume {
  /** `local:snippets/a.yaml`, `local-lvm:vm-100-disk-0` */
  volid: string;
  storage: string;
  content: string;
  format: string;
  bytes: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The guest that it belongs to. */
  vmid?: number;
}
