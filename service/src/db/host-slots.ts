import { HostSlotRow } from "./entities/host-slot.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

/** What the slots of a host take of it. */
export interface HostLoad {
  slots: number;
  memoryGib: number;
  cores: number;
}

export const NO_LOAD: HostLoad = { slots: 0, memoryGib: 0, cores: 0 };

/** What the held slots of each host take; hosts without one are left out. */
export async function loadByHost(em: Em): Promise<Map<string, HostLoad>> {
  const rows = await em.execute<{ host_id: string; slots: string; memory_gib: string; cores: string }[]>(
    `select host_id, count(*) as slots, sum(memory_gib) as memory_gib, sum(cores) as cores
       from host_slots where state = 'held' group by host_id`,
  );
  return new Map(
    rows.map(({ host_id, slots, memory_gib, cores }) => [
      host_id,
      { slots: Number(slots), memoryGib: Number(memory_gib), cores: Number(cores) },
    ]),
  );
}

/** Gives a tenant a slot. Counting is the caller's: see `app/choose-host.ts`. */
export async function holdSlot(
  em: Em,
  slot: Pick<HostSlotRow, "hostId" | "tenantId" | "memoryGib" | "cores">,
): Promise<void> {
  await change(
    em,
    `insert into host_slots (host_id, tenant_id, memory_gib, cores, state) values (?, ?, ?, ?, 'held')`,
    [slot.hostId, slot.tenantId, slot.memoryGib, slot.cores],
  );
}

/** The slots of a host, oldest first. */
export async function slotsOf(em: Em, hostId: string): Promise<HostSlotRow[]> {
  return em.find(HostSlotRow, { hostId }, { ...FRESH, orderBy: { since: "asc", tenantId: "asc" } });
}

/** Gives the slot that a tenant holds back. */
export async function releaseSlot(em: Em, tenantId: string): Promise<void> {
  await change(em, "delete from host_slots where tenant_id = ? and state = 'held'", [tenantId]);
}

/** The tenant does not live there any more, but what it had is still on the host. */
export async function abandonSlot(em: Em, tenantId: string): Promise<void> {
  await change(em, "update host_slots set state = 'abandoned' where tenant_id = ? and state = 'held'", [tenantId]);
}

/** What was left of a tenant on a host is gone. */
export async function forgetAbandonedSlot(em: Em, hostId: string, tenantId: string): Promise<void> {
  await change(em, "delete from host_slots where host_id = ? and tenant_id = ? and state = 'abandoned'", [
    hostId,
    tenantId,
  ]);
}

/** Slots of all hosts, held and abandoned. */
export async function countSlots(em: Em): Promise<number> {
  return em.count(HostSlotRow);
}

/** What a tenant left on hosts that it was moved off. */
export async function abandonedSlotsOf(em: Em, tenantId: string): Promise<HostSlotRow[]> {
  return em.find(HostSlotRow, { tenantId, state: "abandoned" }, FRESH);
}
