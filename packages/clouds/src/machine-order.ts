import type { MachineType } from "@freehold/catalogue";

/** The machine that is about to be ordered. */
export interface MachineOrder {
  /** The cloud's own name of the region; at Proxmox VE the node. */
  region: string;
  machineType: MachineType;
  /** Proxmox VE: where the machine goes in the cluster. @default - the defaults of the component */
  cluster?: ClusterPlacement;
}

/** Where a machine goes in a cluster, as far as the cluster can be asked about it. Defaults are those of `ProxmoxServer`. */
export interface ClusterPlacement {
  /** @default 9000 */
  templateId?: number | undefined;
  /** @default "local-lvm" */
  storage?: string | undefined;
  /** @default "local" */
  snippetStorage?: string | undefined;
  /** @default "vmbr0" */
  bridge?: string | undefined;
  /** @default - none */
  pool?: string | undefined;
}
