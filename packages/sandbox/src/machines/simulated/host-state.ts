import type { DockerState } from "./docker/state.ts";
import type { HostctlRelease } from "./hostctl-release.ts";
import type { HealthDelay, Workload } from "./workload.ts";

/** What hostctl sees and changes of a simulated machine. */
export interface HostState {
  bootId: string;
  bootedAtMs: number;
  workloads: Map<string, Workload>;
  /** The hostctl that the user data delivered, or took since. */
  hostctl: HostctlRelease;
  healthDelay: HealthDelay;
  docker: DockerState;
  slots: Map<string, Slot>;
  slotsEnabled: boolean;
  /** Root in a container is nobody on the host. Without it no new slots are taken. */
  remapped: boolean;
  /** Users beside root who may use Docker. */
  dockerUsers: Set<string>;
  /** The slot that the workloads are of. @default - the machine's own */
  confinedTo?: Slot;
}

/** A tenant's slot on a simulated host. */
export interface Slot {
  tenantId: string;
  /** Public key of its user. */
  publicKey: string;
  /** Public key that its bundles must be signed with. @default - none yet: nothing can be applied */
  signer: string | undefined;
  /** Of each workload, the last bundle that was applied. */
  serials: Map<string, { serial: number; sha256: string }>;
  cores: number;
  memoryGib: number;
  diskGib: number | null;
  hosts: string[];
  workloads: Map<string, Workload>;
}
