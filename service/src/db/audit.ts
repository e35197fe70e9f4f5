import { channel } from "node:diagnostics_channel";
import { canonicalJson } from "../canonical-json.ts";
import { change, type Em } from "./kernel/em.ts";

/** Something that was done, or tried, and by whom. */
export interface AuditRecord {
  organization: string;
  /** Id of the API key, or `system:<part>` for what the service does by itself. */
  actor: string;
  /** What was done: a route's operation id, such as `createTenant`, or a verb of the service's own. */
  action: string;
  /** To what, such as the id of a tenant. */
  subject: string;
  /** What else is to be known of it: names, ids and counts, never a value that somebody may not see. */
  detail?: Readonly<Record<string, unknown>>;
}

/** Told that something was recorded. Tests listen, so that no route writes unrecorded; without a listener it costs nothing. */
export const RECORDED = channel("freehold:recorded");

/** Writes the record to the audit log when the transaction commits, after all that other transactions wrote before. */
export async function recordAudit(em: Em, record: AuditRecord): Promise<void> {
  await change(em, "insert into audit_pending (entry) values (?)", [canonicalJson(record)]);
  RECORDED.publish(record);
}

/** A row of the audit log. */
export interface AuditRow {
  seq: number;
  /** ISO 8601, as it was hashed. */
  at: string;
  /** Canonical JSON of the record. */
  entry: string;
  previousHash: string;
  hash: string;
}

const COLUMNS = `seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, entry,
  previous_hash, hash`;

interface StoredRow {
  seq: string | number;
  at: string;
  entry: string;
  previous_hash: string;
  hash: string;
}

/** Which rows are asked for. */
export interface AuditFilter {
  /** @default - of every organization */
  organization?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  /** Written at this time or later. */
  since?: Date | undefined;
  /** Written before this time. */
  until?: Date | undefined;
  /** Written before the row with this number. */
  before?: number | undefined;
  limit: number;
}

/** Newest first. */
export async function listAudit(em: Em, filter: AuditFilter): Promise<AuditRow[]> {
  const conditions: [string, unknown][] = [
    ["organization = ?", filter.organization],
    ["actor = ?", filter.actor],
    ["action = ?", filter.action],
    ["subject = ?", filter.subject],
    ["at >= ?", filter.since],
    ["at < ?", filter.until],
    ["seq < ?", filter.before],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const where = given.length === 0 ? "" : `where ${given.map(([condition]) => condition).join(" and ")}`;
  const rows = await em.execute<StoredRow[]>(`select ${COLUMNS} from audit_log ${where} order by seq desc limit ?`, [
    ...given.map(([, value]) => value),
    filter.limit,
  ]);
  return rows.map(rowOf);
}

/** Oldest first, from the row after `seq` on. */
export async function auditAfter(em: Em, seq: number, limit: number): Promise<AuditRow[]> {
  const rows = await em.execute<StoredRow[]>(`select ${COLUMNS} from audit_log where seq > ? order by seq limit ?`, [
    seq,
    limit,
  ]);
  return rows.map(rowOf);
}

/** The end of the chain: what the next row will follow. */
export interface AuditHead {
  seq: number;
  hash: string;
  /** Envelope around the key that checkpoints are signed with. Null before the first start. */
  keySealed: string | null;
}

export async function readAuditHead(em: Em): Promise<AuditHead> {
  const [row] = await em.execute<{ seq: string | number; hash: string; key_sealed: string | null }[]>(
    "select seq, hash, key_sealed from audit_head",
  );
  if (row === undefined) throw new Error("the audit log has no head: its table was changed by hand");
  return { seq: Number(row.seq), hash: row.hash, keySealed: row.key_sealed };
}

/** Keeps the key that checkpoints are signed with, unless there is one. */
export async function putAuditKey(em: Em, keySealed: string): Promise<void> {
  await change(em, "update audit_head set key_sealed = ? where key_sealed is null", [keySealed]);
}

/** A signed statement that the chain had this row. */
export interface AuditCheckpoint {
  seq: number;
  hash: string;
  signature: string;
}

export async function auditCheckpoints(em: Em): Promise<AuditCheckpoint[]> {
  const rows = await em.execute<{ seq: string | number; hash: string; signature: string }[]>(
    "select seq, hash, signature from audit_checkpoints order by seq",
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** False when this row has a checkpoint already. */
export async function insertAuditCheckpoint(em: Em, { seq, hash, signature }: AuditCheckpoint): Promise<boolean> {
  const inserted = await change(
    em,
    "insert into audit_checkpoints (seq, hash, signature) values (?, ?, ?) on conflict (seq) do nothing",
    [seq, hash, signature],
  );
  return inserted === 1;
}

function rowOf({ seq, at, entry, previous_hash, hash }: StoredRow): AuditRow {
  return { seq: Number(seq), at, entry, previousHash: previous_hash, hash };
}
