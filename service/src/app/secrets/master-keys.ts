import { FreeholdError, type MasterKeyUse } from "@freehold/model";
import type { Envelope } from "../../crypto/envelope.ts";
import type { Database } from "../../db/kernel/database.ts";
import type { Em } from "../../db/kernel/em.ts";
import { countByKey, replaceSealed, SEALED_COLUMNS, type SealedColumn, sealedByOthers } from "../../db/sealed-values.ts";
import type { AppContext } from "../context.ts";

/** Envelopes that are read at a time. */
const PAGE = 200;

/** The master keys that this process has, the current one first, and what is sealed with each. */
export async function readMasterKeys({ db, envelope }: Pick<AppContext, "db" | "envelope">): Promise<MasterKeyUse[]> {
  const em = db.em();
  const counts = await Promise.all(SEALED_COLUMNS.map((column) => countByKey(em, column)));
  return envelope.keyIds.map((id, index) => ({
    id,
    current: index === 0,
    sealed: counts.reduce((sum, byKey) => sum + (byKey.get(id) ?? 0), 0),
  }));
}

/**
 * Rewraps everything that is not sealed with the current master key. It can end at any point: what was done stays, and the next
 * call goes on. Several processes may do it at once.
 *
 * @returns How many envelopes were rewrapped
 */
export async function rewrapAll(
  { db, envelope }: { db: Database; envelope: Envelope },
  onProgress: (done: number) => void = () => {},
  signal?: AbortSignal,
): Promise<number> {
  const em = db.em();
  let done = 0;
  for (const column of SEALED_COLUMNS) {
    for await (const _ of rewrapped(em, envelope, column, signal)) {
      done += 1;
      if (done % PAGE === 0) onProgress(done);
    }
  }
  return done;
}

async function* rewrapped(em: Em, envelope: Envelope, column: SealedColumn, signal?: AbortSignal) {
  const [keyId] = envelope.keyIds;
  let after = "";
  for (;;) {
    signal?.throwIfAborted();
    const page = await sealedByOthers(em, column, { keyId, after, limit: PAGE });
    for (const value of page) {
      after = value.id;
      // What was changed meanwhile was sealed with the current key by whoever changed it.
      if (await replaceSealed(em, column, value, envelope.rewrap(value.sealed, column.purpose(value.id))))
        yield value.id;
    }
    if (page.length < PAGE) return;
  }
}

/**
 * Makes sure that everything that is sealed can be opened.
 *
 * @throws FreeholdError `invalid_request` that names the key that is missing, what is sealed with it, and what is not lost
 */
export async function assertNoKeyMissing(em: Em, keyIds: readonly string[]): Promise<void> {
  const missing = new Map<string, string[]>();
  for (const column of SEALED_COLUMNS) {
    for (const [keyId, count] of await countByKey(em, column)) {
      if (!keyIds.includes(keyId)) missing.set(keyId, [...(missing.get(keyId) ?? []), `${column.holds} (${count})`]);
    }
  }
  const [first] = missing;
  if (first !== undefined) throw keyMissing(...first, keyIds);
}

function keyMissing(keyId: string, sealed: readonly string[], keyIds: readonly string[]): FreeholdError {
  const have = keyIds.length === 0 ? "none" : keyIds.join(", ");
  return new FreeholdError(
    "invalid_request",
    `the database is sealed with master key ${keyId}, this process has ${have} ` +
      `(the first 8 digits of each key's SHA-256); sealed with it are: ${sealed.join("; ")}`,
    {
      nextStep:
        "add that key after the current one in FREEHOLD_MASTER_KEY; GET /v1/master-keys says when it can be taken out. " +
        "If it is lost for ever, so is what was just named; machines, their data and names go on working, and docs/operations.md says what to do",
    },
  );
}
