import type { AuditEntry } from "@freehold/model";
import { FreeholdError } from "@freehold/model";
import { type AuditFilter, type AuditRow, listAudit } from "../../db/audit.ts";
import type { AppContext, Caller } from "../context.ts";

/** Which entries a caller asks for. */
export interface AuditQuery extends Omit<AuditFilter, "organization" | "before"> {
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/** The organization's entries, newest first. @throws FreeholdError `invalid_request` for a cursor that is none */
export async function readAudit(
  context: AppContext,
  caller: Caller,
  { cursor, ...query }: AuditQuery,
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const rows = await listAudit(context.db.em(), {
    ...query,
    organization: caller.organization,
    before: cursor === undefined ? undefined : numberIn(cursor),
    limit: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const nextCursor = rows.length > page.length && last !== undefined ? String(last.seq) : null;
  return { items: page.map(entryOf), nextCursor };
}

function entryOf({ seq, at, entry, hash }: AuditRow): AuditEntry {
  const { detail = {}, ...record } = JSON.parse(entry) as Omit<AuditEntry, "seq" | "at" | "hash">;
  return { seq, at, ...record, detail, hash };
}

function numberIn(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new FreeholdError("invalid_request", "the cursor is not one that this service gave", {
    errors: [
      { pointer: "/cursor", detail: `must be the \`nextCursor\` of an earlier answer, got "${cursor.slice(0, 40)}"` },
    ],
    nextStep: "leave `cursor` out to begin at the newest entry",
  });
}
