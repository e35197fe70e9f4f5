import type { AuditVerification } from "@freehold/model";
import { type AuditCheckpoint, type AuditHead, auditAfter, auditCheckpoints, readAuditHead } from "../../db/audit.ts";
import type { Em } from "../../db/kernel/em.ts";
import { assertPermitted } from "../access/permissions.ts";
import type { AppContext, Caller } from "../context.ts";
import { brokenRow, GENESIS, isSigned } from "./audit-chain.ts";
import { openAuditKey } from "./audit-checkpoints.ts";

/** Rows that are read at a time. */
const PAGE = 2_000;

/**
 * Reads the whole audit log and finds the first row that is not as it was written, and rows that were cut off its end.
 *
 * @throws FreeholdError `forbidden`
 */
export async function verifyAuditFor(context: AppContext, caller: Caller): Promise<AuditVerification> {
  assertPermitted(caller, "platform:admin");
  return verifyAudit(context);
}

/** As {@link verifyAuditFor}, for the service itself. @throws the signal's reason when it aborts */
export async function verifyAudit(
  context: Pick<AppContext, "db" | "envelope">,
  signal?: AbortSignal,
): Promise<AuditVerification> {
  const em = context.db.em();
  // In this order: what is written meanwhile is behind the head, and no checkpoint is beyond it.
  const checkpoints = await auditCheckpoints(em);
  const head = await readAuditHead(em);
  const { rows, broken: wrongRow } = await walk(em, head, checkpoints, signal);
  const broken = wrongRow ?? forged(context, head, checkpoints);
  const end = { seq: head.seq, hash: head.hash };
  return { intact: broken === null, rows, checkpoints: checkpoints.length, head: end, broken };
}

type Broken = AuditVerification["broken"];

async function walk(
  em: Em,
  head: AuditHead,
  checkpoints: readonly AuditCheckpoint[],
  signal?: AbortSignal,
): Promise<{ rows: number; broken: Broken }> {
  const claims = Map.groupBy([...checkpoints, head], ({ seq }) => seq);
  let previous: { seq: number; hash: string } = GENESIS;
  while (previous.seq < head.seq) {
    signal?.throwIfAborted();
    const page = await auditAfter(em, previous.seq, PAGE);
    if (page.length === 0) break;
    for (const row of page) {
      const reason = brokenRow(previous, row) ?? contradicted(claims, row);
      if (reason !== undefined) return { rows: previous.seq, broken: { seq: previous.seq + 1, reason } };
      previous = row;
      if (row.seq === head.seq) break;
    }
  }
  const last = Math.max(...claims.keys());
  if (last <= previous.seq) return { rows: previous.seq, broken: null };
  const seq = previous.seq + 1;
  return { rows: previous.seq, broken: { seq, reason: `the log was cut off: rows ${seq} to ${last} are missing` } };
}

/** What head and checkpoints say, by the number of the row that they say it of. */
type Claims = ReadonlyMap<number, readonly { hash: string }[]>;

/** A chain that was recomputed from some row on is consistent, but not what the head and the checkpoints say. */
function contradicted(claims: Claims, { seq, hash }: { seq: number; hash: string }): string | undefined {
  if ((claims.get(seq) ?? []).every((claim) => claim.hash === hash)) return undefined;
  return `row ${seq} is not the one that was recorded under this number: it or one before it was replaced`;
}

/** A checkpoint that the service did not sign. */
function forged(
  context: Pick<AppContext, "envelope">,
  head: AuditHead,
  checkpoints: readonly AuditCheckpoint[],
): Broken {
  const key = openAuditKey(context.envelope, head);
  const wrong = key && checkpoints.find((checkpoint) => !isSigned(key, checkpoint));
  if (!wrong) return null;
  return { seq: wrong.seq, reason: `the checkpoint of row ${wrong.seq} was not signed by this service` };
}
