import type { HostStatus } from "@freehold/model";
import type { HostLoad } from "../../db/host-slots.ts";

/** What a tenant of a size takes of a host. */
export interface SlotNeeds {
  /** In GiB. */
  memoryGib: number;
  cores: number;
}

/** A host as the scheduler sees it. */
export interface HostUse {
  id: string;
  name: string;
  status: HostStatus;
  /** Null: not counted. */
  capacity: { slots: number; memoryGib: number | null; cores: number | null };
  used: HostLoad;
}

/** A host that was not picked, and what it lacks. */
export interface HostRefusal {
  name: string;
  reason: string;
}

export type HostPick<Host extends HostUse> = { host: Host } | { refusals: HostRefusal[] };

/**
 * Picks the least used host with room: the one of which the tenant would leave the smallest share taken, by whichever of
 * slots, memory and cores is the scarcest there. Of equals the first.
 */
export function pickHost<Host extends HostUse>(hosts: readonly Host[], needs: SlotNeeds): HostPick<Host> {
  const refusals = hosts.flatMap((host) => {
    const reason = whyNot(host, needs);
    return reason === undefined ? [] : [{ name: host.name, reason }];
  });
  const [best] = hosts
    .filter((host) => whyNot(host, needs) === undefined)
    .sort((a, b) => shareTaken(a, needs) - shareTaken(b, needs));
  return best === undefined ? { refusals } : { host: best };
}

function whyNot({ status, capacity, used }: HostUse, needs: SlotNeeds): string | undefined {
  if (status !== "ready") return `is ${status}`;
  const lacks = [
    lack("slots", capacity.slots, used.slots, 1),
    lack("GiB of memory", capacity.memoryGib, used.memoryGib, needs.memoryGib),
    lack("cores", capacity.cores, used.cores, needs.cores),
  ].filter((sentence) => sentence !== undefined);
  return lacks.length === 0 ? undefined : `has ${lacks.join(" and ")}`;
}

function lack(what: string, all: number | null, used: number, needed: number): string | undefined {
  if (all === null || used + needed <= all) return undefined;
  return `${Math.max(0, all - used)} of ${all} ${what} free, ${needed} needed`;
}

function shareTaken({ capacity, used }: HostUse, needs: SlotNeeds): number {
  return Math.max(
    (used.slots + 1) / capacity.slots,
    capacity.memoryGib === null ? 0 : (used.memoryGib + needs.memoryGib) / capacity.memoryGib,
    capacity.cores === null ? 0 : (used.cores + needs.cores) / capacity.cores,
  );
}
