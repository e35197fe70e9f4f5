import { change, type Em } from "./kernel/em.ts";

/** Requests of somebody within the current window. */
export interface RequestCount {
  hits: number;
  /** Milliseconds until counting begins again, by the database's clock, which all processes share. */
  resetsInMs: number;
}

/** Counts a request and returns how many there were; a window begins with the first request after the last one's end. */
export async function countRequest(em: Em, who: string, windowMs: number): Promise<RequestCount> {
  const rows = await em.execute<{ hits: number; resets_in: number }[]>(
    `insert into request_counts as counted (who, hits, resets_at) values (?, 1, now() + ? * interval '1 millisecond')
     on conflict (who) do update set
       hits = case when counted.resets_at <= now() then 1 else counted.hits + 1 end,
       resets_at = case when counted.resets_at <= now() then excluded.resets_at else counted.resets_at end
     returning hits, extract(epoch from resets_at - now())::float8 as resets_in`,
    [who, windowMs],
  );
  const { hits = 1, resets_in: resetsInSec = windowMs / 1000 } = rows[0] ?? {};
  return { hits, resetsInMs: Number(resetsInSec) * 1000 };
}

/** Takes a request out of the count. */
export async function discountRequest(em: Em, who: string): Promise<void> {
  await change(em, "update request_counts set hits = greatest(hits - 1, 0) where who = ?", [who]);
}

export async function forgetRequests(em: Em, who: string): Promise<void> {
  await change(em, "delete from request_counts where who = ?", [who]);
}

export async function deleteOldRequestCounts(em: Em): Promise<number> {
  return change(em, "delete from request_counts where resets_at < now()", []);
}
