import type { Cloud, HostTrouble } from "@freehold/model";
import { HostRow } from "./entities/host.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

/** What is written of a new host; the rest begins empty. */
export type NewHost = Pick<
  HostRow,
  | "id"
  | "name"
  | "cloud"
  | "region"
  | "address"
  | "connectionSealed"
  | "slots"
  | "memoryGib"
  | "cores"
  | "limitStorage"
  | "edge"
  | "hostctlVersion"
> &
  Partial<Pick<HostRow, "remapped">>;

/** False when a host has the name or id already; then nothing was written. */
export async function insertHost(em: Em, host: NewHost): Promise<boolean> {
  const inserted = await change(
    em,
    `insert into hosts (id, name, cloud, region, address, connection_sealed, slots, memory_gib, cores, limit_storage, edge, hostctl_version, remapped)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    [
      host.id,
      host.name,
      host.cloud,
      host.region,
      host.address,
      host.connectionSealed,
      host.slots,
      host.memoryGib,
      host.cores,
      host.limitStorage,
      host.edge,
      host.hostctlVersion,
      host.remapped ?? null,
    ],
  );
  return inserted === 1;
}

/** By id or by name. */
export async function findHost(em: Em, idOrName: string): Promise<HostRow | null> {
  return em.findOne(HostRow, { $or: [{ id: idOrName }, { name: idOrName }] }, FRESH);
}

/** @throws Error when there is none: slots always have a host. */
export async function hostById(em: Em, id: string): Promise<HostRow> {
  return em.findOneOrFail(HostRow, { id }, FRESH);
}

/** Oldest first. */
export async function allHosts(em: Em): Promise<HostRow[]> {
  return em.find(HostRow, {}, { ...FRESH, orderBy: { createdAt: "asc", id: "asc" } });
}

/** The hosts at a cloud, oldest first. */
export async function hostsAt(em: Em, cloud: Cloud): Promise<HostRow[]> {
  return em.find(HostRow, { cloud }, { ...FRESH, orderBy: { createdAt: "asc", id: "asc" } });
}

/** Lets nobody else give or take slots until the transaction ends: two who count at the same time both find the last one free. */
export async function lockHosts(em: Em): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtext('hosts'))");
}

/** What an operator may change of a host. */
export type HostChanges = Partial<Pick<HostRow, "name" | "draining" | "slots" | "memoryGib" | "cores">>;

export async function changeHost(em: Em, id: string, changes: HostChanges): Promise<void> {
  if (Object.keys(changes).length > 0) await em.nativeUpdate(HostRow, { id }, changes);
}

/** Forgets a host and what was left on it. */
export async function deleteHost(em: Em, id: string): Promise<void> {
  await change(em, "delete from host_slots where host_id = ?", [id]);
  await change(em, "delete from hosts where id = ?", [id]);
}

/** Takes the next check of a host; false when another service has it. The database's clock decides. */
export async function claimHostCheck(em: Em, id: string, pauseMs: number): Promise<boolean> {
  const claimed = await change(
    em,
    `update hosts set next_check_at = now() + ? * interval '1 millisecond'
      where id = ? and next_check_at <= now()`,
    [pauseMs, id],
  );
  return claimed === 1;
}

/** @param remapped null: it did not say, and what it said before stays */
export async function recordHostAnswer(
  em: Em,
  id: string,
  hostctlVersion: string,
  remapped: boolean | null,
): Promise<void> {
  await change(
    em,
    `update hosts set failed_checks = 0, check_failure = null, trouble = null, trouble_since = null,
            trouble_checks = 0, held_back = false,
            hostctl_version = ?, remapped = coalesce(?, remapped), checked_at = now(), answered_at = now() where id = ?`,
    [hostctlVersion, remapped, id],
  );
}

/** Only silence counts towards a host's death: whatever else it does, it is there. */
export async function recordHostTrouble(em: Em, id: string, trouble: HostTrouble, failure: string): Promise<void> {
  await change(
    em,
    `update hosts set failed_checks = case when ? = 'silent' then failed_checks + 1 else 0 end,
            held_back = held_back and ? = 'silent', check_failure = ?,
            trouble_since = case when trouble = ? then trouble_since else now() end,
            trouble_checks = case when trouble = ? then trouble_checks + 1 else 1 end, trouble = ?, checked_at = now()
      where id = ?`,
    [trouble, trouble, failure, trouble, trouble, trouble, id],
  );
}

/** By an operator. @param by Id of the operator's API key */
export async function declareHostDead(em: Em, id: string, by: string): Promise<void> {
  await change(
    em,
    `update hosts set dead_since = coalesce(dead_since, now()), held_back = false, declared_dead_by = ? where id = ?`,
    [by, id],
  );
}

/** Writes down which hosts are dead from now on, and which only seem to be. */
export async function declareHostsDead(
  em: Em,
  { dead, heldBack }: { dead: readonly { id: string }[]; heldBack: readonly { id: string }[] },
): Promise<void> {
  for (const { id } of dead)
    await change(em, "update hosts set dead_since = now(), held_back = false where id = ?", [id]);
  for (const { id } of heldBack) await change(em, "update hosts set held_back = true where id = ?", [id]);
}

export async function markHostAlive(em: Em, id: string): Promise<void> {
  await change(
    em,
    "update hosts set dead_since = null, declared_dead_by = null, failed_checks = 0, held_back = false where id = ?",
    [id],
  );
}
