import type { MachineType } from "@freehold/catalogue";
import type { HostCapacity } from "./contract.ts";

/** Memory that the machine itself takes: its system, Docker, the edge. GiB. */
const OWN_MEMORY_GIB = 1;
/** Memory of the smallest tenant of the supabase template. GiB. */
const SLOT_MEMORY_GIB = 4;

/** What a machine of a type has room for, where the operator does not say it. */
export function capacityOf({ memoryGib, cores }: Pick<MachineType, "memoryGib" | "cores">): HostCapacity {
  const left = memoryGib - OWN_MEMORY_GIB;
  return { slots: Math.max(1, Math.floor(left / SLOT_MEMORY_GIB)), memoryGib: left, cores };
}
