import type { DockerState } from "./docker/state.ts";
import type { HealthDelay, Workload } from "./workload.ts";

/** What hostctl sees and changes of a simulated machine. */
export interface HostState {
  bootId: string;
  bootedAtMs: number;
  workloads: Map<string, Workload>;
  /** Version of the hostctl that the user data delivered. */
  version: string;
  healthDelay: HealthDelay;
  docker: DockerState;
  slots: Map<string, Slot>;
  slotsEnabled: boolean;
  /** Users beside root who may use Docker. */
  dockerUsers: Set<string>;
  /** Tenant id of the slot that the workloads are of. @default - the machine's own */
  confinedTo?: string;
}

/** A tenant's slot on a simulated host. */
export interface Slot {
  tenantId: string;
  /** Public key of its user. */
  publicKey: string;
  cores: number;
  memoryGib: number;
  diskGib: number | null;
  hosts: string[];
  workloads: Map<string, Workload>;
}
