import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { AuditCheckpoint, AuditRow } from "../../db/audit.ts";

/** What the first row follows. */
export const GENESIS = { seq: 0, hash: "0".repeat(64) } as const;

/** The hash that a row must have after the row before it. The database computes the same when it writes one. */
function rowHash(previousHash: string, { seq, at, entry }: Pick<AuditRow, "seq" | "at" | "entry">): string {
  return createHash("sha256").update([previousHash, seq, at, entry].join("\n")).digest("hex");
}

/** What is wrong with a row that should follow `previous`. Undefined: nothing. */
export function brokenRow(previous: Pick<AuditRow, "seq" | "hash">, row: AuditRow): string | undefined {
  if (row.seq !== previous.seq + 1)
    return `rows ${previous.seq + 1} to ${row.seq - 1} are missing before row ${row.seq}`;
  if (row.previousHash !== previous.hash) return `row ${row.seq} does not follow the row before it`;
  if (row.hash !== rowHash(previous.hash, row)) return `row ${row.seq} was changed after it was written`;
  return undefined;
}

/** Signs that the chain had this row. */
export function signCheckpoint(key: Buffer, { seq, hash }: Pick<AuditCheckpoint, "seq" | "hash">): string {
  return createHmac("sha256", key).update(`audit-checkpoint\n${seq}\n${hash}`).digest("hex");
}

export function isSigned(key: Buffer, checkpoint: AuditCheckpoint): boolean {
  const [expected, got] = [Buffer.from(signCheckpoint(key, checkpoint)), Buffer.from(checkpoint.signature)];
  return expected.length === got.length && timingSafeEqual(expected, got);
}
