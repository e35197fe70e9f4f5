import type { MachineAccess } from "./account-facts.ts";
import type { CloudAccess } from "./inventory.ts";

/** The access that machines are ordered with, among all that an account has. */
export function machineAccessOf(accesses: readonly CloudAccess[]): MachineAccess | undefined {
  return accesses.find(
    (access): access is MachineAccess =>
      access.cloud === "hetzner" || access.cloud === "digitalocean" || access.cloud === "proxmox",
  );
}

/** A request that somebody waits for is tried less often than one of a job. */
export interface Patience {
  /** Longest time for one attempt. @default 10 s */
  timeoutMs?: number;
  /** Attempts in all. @default 3 */
  attempts?: number;
}
