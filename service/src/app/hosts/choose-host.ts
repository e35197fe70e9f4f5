import { currentTypeNamed, type MachineType, machineTypeFor } from "@freehold/catalogue";
import { type Cloud, FreeholdError, type Placement, type Size } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import { loadByHost, NO_LOAD } from "../../db/host-slots.ts";
import { hostsAt, lockHosts } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import { hostStatus } from "./host-status.ts";
import { type HostRefusal, type HostUse, pickHost, type SlotNeeds } from "./pick-host.ts";
import { registerConfiguredHosts } from "./register-configured-hosts.ts";

/** For what a slot is looked for. */
export interface SlotRequest {
  cloud: Cloud;
  region: string;
  size: Size;
  /** The catalogue's name of the kind of slot. @default - `size` decides */
  machineType?: string | null | undefined;
  /** Hosts that it must not be on. @default - none */
  excluding?: readonly string[];
}

/** True for a tenant that gets a slot on a host instead of a machine of its own. */
export function isSlot({ cloud, mode }: Pick<Placement, "cloud" | "mode">): boolean {
  return cloud === "docker" || mode === "shared";
}

/** The kind of slot that is asked for: by its own name or by size. @throws FreeholdError `region_unknown`, `size_unavailable` */
export function slotType({ region, size, machineType }: SlotRequest): MachineType {
  if (machineType == null) return machineTypeFor("docker", region, size);
  return currentTypeNamed("docker", region, machineType).machineType;
}

/** What a slot takes of its host. */
export function slotNeeds(request: SlotRequest): SlotNeeds {
  const { memoryGib, cores } = slotType(request);
  return { memoryGib, cores };
}

/**
 * Chooses the host of a new slot: the least used ready one with room, in the cloud and region. Hosts are counted by their
 * slots, so the slot must be written in the same transaction; until that ends, no other choice is made.
 *
 * @throws FreeholdError `host_capacity` that names the hosts and what each lacks
 */
export async function chooseHost(em: Em, context: AppContext, request: SlotRequest): Promise<HostRow> {
  await registerConfiguredHosts(em, context, request.cloud);
  await lockHosts(em);
  const load = await loadByHost(em);
  const hosts = (await hostsAt(em, request.cloud))
    .filter(
      ({ id, region }) => region === request.region && !request.excluding?.includes(id) && !context.clouds.isGone(id),
    )
    .map((row) => ({ ...useOf(row, load.get(row.id)), row }));
  const pick = pickHost(hosts, slotNeeds(request));
  if ("refusals" in pick) throw noRoom(request, pick.refusals);
  return pick.host.row;
}

/** A host as the scheduler sees it. */
function useOf(row: HostRow, used = NO_LOAD): HostUse {
  const { id, name, slots, memoryGib, cores } = row;
  return { id, name, status: hostStatus(row), capacity: { slots, memoryGib, cores }, used };
}

function noRoom({ cloud, region, size }: SlotRequest, refusals: readonly HostRefusal[]): FreeholdError {
  const at = `${cloud} in ${region}`;
  const why =
    refusals.length === 0
      ? `none is registered at ${at}`
      : refusals.map(({ name, reason }) => `${name} ${reason}`).join("; ");
  return new FreeholdError("host_capacity", `no shared host has room for a slot of size ${size}: ${why}`, {
    errors: [{ pointer: "/placement", detail: `must be where a host has room, got size ${size} at ${at}: ${why}` }],
    nextStep:
      "register a host with POST /v1/hosts, end the draining of one, choose a smaller size, or destroy tenants that are not needed",
  });
}
