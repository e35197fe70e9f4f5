import type { CredentialCloud } from "@freehold/model";
import type { CloudAccess } from "./inventory.ts";

/** A credential of a cloud that machines are ordered from, or of a Docker host. */
export type MachineAccess = Extract<CloudAccess, { cloud: CredentialCloud | "docker" }>;

/** The access that machines are ordered with, among all that an account has. */
export function machineAccessOf(accesses: readonly CloudAccess[]): MachineAccess | undefined {
  return accesses.find(
    (access): access is MachineAccess =>
      access.cloud === "hetzner" || access.cloud === "digitalocean" || access.cloud === "proxmox",
  );
}

/** A request that somebody waits for is tried less often than one of a job. */
export interface RequestLimits {
  /** Longest time for one attempt. @default 10 s */
  timeoutMs?: number;
  /** Attempts in all. @default 3 */
  attempts?: number;
}
