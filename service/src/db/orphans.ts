import type { ItemFacts, ObservedItem } from "@freehold/clouds";
import type { Orphan, OrphanStatus } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

/** Something at a cloud that nobody has, as it is kept. */
export interface OrphanRow {
  id: string;
  status: OrphanStatus;
  kind: Orphan["kind"];
  place: string;
  cloud: ObservedItem["cloud"];
  type: string;
  itemId: string;
  name: string;
  tenantId: string | null;
  /** Of its tenant; null when nobody knows it. */
  organization: string | null;
  facts: ItemFacts;
  cost: Orphan["cost"];
  failure: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** What a sweep reports of one. */
export type OrphanSighting = Omit<OrphanRow, "status" | "failure" | "firstSeenAt" | "lastSeenAt">;

const COLUMNS = `id, status, kind, place, cloud, type, item_id as "itemId", name, tenant_id as "tenantId", organization, facts, cost,
  failure, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt"`;
const OPEN = "status in ('seen', 'quarantined', 'removing', 'adopting')";

/** Notes that it is there. True when it is new. */
export async function noteOrphan(em: Em, orphan: OrphanSighting): Promise<boolean> {
  const rows = await em.execute<{ id: string }[]>(
    `insert into orphans (id, status, kind, place, cloud, type, item_id, name, tenant_id, organization, facts, cost)
     values (?, 'seen', ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)
     on conflict (place, cloud, type, item_id) where ${OPEN}
     do update set last_seen_at = now(), name = excluded.name, facts = excluded.facts, cost = excluded.cost
     returning id`,
    [
      orphan.id,
      orphan.kind,
      orphan.place,
      orphan.cloud,
      orphan.type,
      orphan.itemId,
      orphan.name,
      orphan.tenantId,
      orphan.organization,
      JSON.stringify(orphan.facts),
      orphan.cost && JSON.stringify(orphan.cost),
    ],
  );
  return rows[0]?.id === orphan.id;
}

export async function findOrphan(em: Em, id: string): Promise<OrphanRow | null> {
  const [row] = await em.execute<OrphanRow[]>(`select ${COLUMNS} from orphans where id = ?`, [id]);
  return row === undefined ? null : dated(row);
}

/** Those that are there still, the oldest first. @param organization @default - of every organization, and of none */
export async function openOrphans(
  em: Em,
  filter: { organization?: string; place?: string; status?: OrphanStatus } = {},
): Promise<OrphanRow[]> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  const conditions = [OPEN, ...given.map(([column]) => `${column} = ?`)].join(" and ");
  const rows = await em.execute<OrphanRow[]>(
    `select ${COLUMNS} from orphans where ${conditions} order by first_seen_at, id`,
    given.map(([, value]) => value),
  );
  return rows.map(dated);
}

/** Gives an orphan another status. False when it has none of `from` by now. */
export async function setOrphanStatus(
  em: Em,
  id: string,
  from: readonly OrphanStatus[],
  to: OrphanStatus,
  failure: string | null = null,
): Promise<boolean> {
  const changed = await change(
    em,
    `update orphans set status = ?, failure = ? where id = ? and status in (select jsonb_array_elements_text(?::jsonb))`,
    [to, failure, id, JSON.stringify(from)],
  );
  return changed === 1;
}

/** Quarantines what was to be adopted by an operation that has ended without it, such as one that was cancelled while it waited. */
export async function giveUpAdoptions(em: Em): Promise<void> {
  await change(
    em,
    `update orphans set status = 'quarantined'
      where status = 'adopting' and not exists (select 1 from operations
        where status in ('queued', 'running') and params ->> 'adopt' = orphans.id)`,
    [],
  );
}

/** Quarantines what was seen first longer ago than the grace period. Returns what it was. */
export async function quarantineOrphans(em: Em, graceMs: number): Promise<OrphanRow[]> {
  const rows = await em.execute<OrphanRow[]>(
    `update orphans set status = 'quarantined'
      where status = 'seen' and first_seen_at + ?::float8 * interval '1 millisecond' <= now() returning ${COLUMNS}`,
    [graceMs],
  );
  return rows.map(dated);
}

/** JSON drivers and this one give times as text or as dates. */
function dated(row: OrphanRow): OrphanRow {
  return { ...row, firstSeenAt: new Date(row.firstSeenAt), lastSeenAt: new Date(row.lastSeenAt) };
}
