import { FreeholdError } from "@freehold/model";
import { type IdempotencyKey, storeAnswer, takeIdempotencyKey } from "../../db/idempotency.ts";
import type { Em } from "../../db/kernel/em.ts";

export type { IdempotencyKey } from "../../db/idempotency.ts";

/** An answer that can be given again: status and JSON body. */
export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Gives the same answer to every request with the same key. The answer is stored in the transaction that does the work,
 * so there is never one without the other; a request that fails leaves no trace of its key.
 *
 * @throws FreeholdError `idempotency_conflict` when the key came with another request.
 */
export async function answerOnce(
  em: Em,
  key: IdempotencyKey | undefined,
  produce: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (key === undefined) return { ...(await produce()), replayed: false };

  const kept = await takeIdempotencyKey(em, key);
  if (kept !== null) return { ...keptAnswer(kept, key), replayed: true };
  const answer = await produce();
  await storeAnswer(em, key, answer.status, answer.body);
  return { ...answer, replayed: false };
}

function keptAnswer(kept: { fingerprint: string; status: number | null; body: unknown }, key: IdempotencyKey): Answer {
  if (kept.fingerprint !== key.fingerprint) {
    throw new FreeholdError("idempotency_conflict", `Idempotency-Key "${key.key}" came before with another request`, {
      nextStep: "use a new key for a new request; repeat the same body to get the earlier answer",
    });
  }
  if (kept.status === null) throw new Error(`idempotency key ${key.key} was committed without an answer`);
  return { status: kept.status, body: kept.body };
}
