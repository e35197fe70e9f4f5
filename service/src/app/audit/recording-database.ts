import { type AuditRecord, RECORDED, recordAudit } from "../../db/audit.ts";
import type { Database } from "../../db/kernel/database.ts";

export type { AuditRecord } from "../../db/audit.ts";

/** A database whose first transaction also writes an entry of the audit log. */
export interface RecordingDatabase extends Database {
  /** For what was changed without a transaction, or changed nothing of the database. */
  recordUnlessDone(body: unknown): Promise<void>;
}

/** @param recordOf The entry, from what the transaction has made */
export function recordingDatabase(db: Database, recordOf: (body: unknown) => AuditRecord): RecordingDatabase {
  let done = false;
  return {
    ...db,
    async transaction(work) {
      let wrote = false;
      const result = await db.transaction(async (em) => {
        const worked = await work(em);
        wrote = !done;
        if (wrote && !isReplay(worked)) await recordAudit(em, recordOf(bodyOf(worked)));
        // What it repeats was recorded the first time.
        if (isReplay(worked)) RECORDED.publish(worked);
        return worked;
      });
      done ||= wrote;
      return result;
    },
    async recordUnlessDone(body) {
      if (!done) await recordAudit(db.em(), recordOf(body));
    },
  };
}

/** Writes an entry of something that changed nothing, such as a refusal. */
export async function recordApart(db: Database, record: AuditRecord): Promise<void> {
  await recordAudit(db.em(), record);
}

/** What an answer that is kept for repetitions holds, or the result itself. */
function bodyOf(result: unknown): unknown {
  return isObject(result) && "body" in result ? result.body : result;
}

/** The answer to a repetition, which changed nothing. */
function isReplay(result: unknown): boolean {
  return isObject(result) && result.replayed === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
