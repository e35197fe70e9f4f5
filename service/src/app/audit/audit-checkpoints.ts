import { randomBytes } from "node:crypto";
import type { Envelope } from "../../crypto/envelope.ts";
import {
  type AuditCheckpoint,
  type AuditHead,
  insertAuditCheckpoint,
  putAuditKey,
  readAuditHead,
} from "../../db/audit.ts";
import type { AppContext } from "../context.ts";
import { signCheckpoint } from "./audit-chain.ts";

const PURPOSE = "audit/key";

/** The key that checkpoints are signed with. Undefined before the first one. */
export function openAuditKey(envelope: Envelope, { keySealed }: AuditHead): Buffer | undefined {
  return keySealed === null ? undefined : Buffer.from(envelope.open(keySealed, PURPOSE), "base64url");
}

/**
 * Signs where the audit log ends, with a key that is sealed by the master key: who can write to the database, but has no master
 * key, cannot recompute the log from an earlier row on. Undefined when nothing was added since the last checkpoint.
 */
export async function signAuditHead(
  context: Pick<AppContext, "db" | "envelope">,
): Promise<AuditCheckpoint | undefined> {
  const em = context.db.em();
  const head = await readAuditHead(em);
  if (head.seq === 0) return undefined;
  const key = openAuditKey(context.envelope, head) ?? (await makeAuditKey(context));
  const checkpoint = { seq: head.seq, hash: head.hash, signature: signCheckpoint(key, head) };
  return (await insertAuditCheckpoint(em, checkpoint)) ? checkpoint : undefined;
}

/** Services that begin at once agree on one. */
async function makeAuditKey({ db, envelope }: Pick<AppContext, "db" | "envelope">): Promise<Buffer> {
  const em = db.em();
  await putAuditKey(em, envelope.seal(randomBytes(32).toString("base64url"), PURPOSE));
  const key = openAuditKey(envelope, await readAuditHead(em));
  if (key === undefined) throw new Error("the key of the audit log was written and is not there");
  return key;
}
