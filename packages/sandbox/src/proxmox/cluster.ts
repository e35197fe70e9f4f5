import type { AddressPool } from "../kernel/address-pool.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Answer } from "../kernel/http.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import type { RateLimiter } from "../kernel/rate-limit.ts";
import type { MachineDriver } from "../machines/driver.ts";
import type { Disk } from "../machines/simulated/disk.ts";
import { died } from "./errors.ts";
import type { Credentials, Guest, Pool, Storage, Vnet, Volume, Zone } from "./rows.ts";
import type { Tasks } from "./tasks.ts";

/** What the sandbox gives a cluster. */
export interface ProxmoxServices {
  clock: Clock;
  addresses: AddressPool;
  machines: MachineDriver;
  /** How long a task takes. */
  actionMs: number;
  /** Further nodes, which are switched off. @default - none */
  offlineNodes?: readonly string[];
  log: (line: string) => void;
}

/** A cluster of one node that runs. */
export interface Cluster {
  services: ProxmoxServices;
  node: string;
  /** Address of the node, where its SSH server listens. */
  nodeAddress: string;
  credentials: Credentials;
  limiter: RateLimiter;
  tasks: Tasks;
  /** By number. */
  guests: Map<number, Guest>;
  storages: readonly Storage[];
  /** The node's own files, snippets among them. */
  disk: Disk;
  /** By volume id, such as `local-lvm:vm-100-disk-0`; snippets are files on the disk. */
  volumes: Map<string, Volume>;
  pools: Map<string, Pool>;
  zones: Map<string, Zone>;
  vnets: Map<string, Vnet>;
}

/** A request's user and what it works on. */
export interface Session {
  cluster: Cluster;
  /** `root@pam`, or with a token `root@pam!name`. */
  user: string;
}

export type ProxmoxCall<Body = unknown> = Call<Session, Body>;

export const operation = operationsFor<Session>();

/** An answer in the vendor's envelope. */
export function data(value: unknown): Answer {
  return { status: 200, body: { data: value } };
}

/** The node that the path names, or the vendor's error. */
export function nodeOf(call: ProxmoxCall): string {
  const { cluster } = call.account;
  const name = call.params.node ?? "";
  if (name === cluster.node || name === "localhost") return cluster.node;
  throw died(`hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`);
}
