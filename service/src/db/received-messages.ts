import { change, type Em } from "./kernel/em.ts";

/**
 * Remembers the id of a signed message in the transaction that acts on it. False when it came before: then the message is a
 * repetition and nothing must be done.
 *
 * @param source Whose ids these are, such as `heartbeat/<tenant id>`
 * @param forSec `MESSAGE_ID_KEPT_SEC`: as long as a repetition would be taken for its time
 */
export async function takeMessageId(em: Em, source: string, id: string, forSec: number): Promise<boolean> {
  const taken = await change(
    em,
    `insert into received_messages as kept (source, id, expires_at)
     values (?, ?, now() + ?::float8 * interval '1 second')
     on conflict (source, id) do update set expires_at = excluded.expires_at where kept.expires_at < now()`,
    [source, id, forSec],
  );
  return taken === 1;
}

/** Forgets ids of messages that would be refused for their age. */
export async function deleteExpiredMessageIds(em: Em): Promise<number> {
  return change(em, "delete from received_messages where expires_at < now()", []);
}
