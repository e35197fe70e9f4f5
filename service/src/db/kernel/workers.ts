import { change, type Em } from "./em.ts";

/** What a worker can carry out. */
export interface WorkerKnowledge {
  /** The newest revision of operations and stacks that it knows. */
  revision: number;
  /** Kinds of operations of tenants. */
  kinds: readonly string[];
  /** Those of them that run the tenant's program, and so need the version of its template. */
  templateKinds: readonly string[];
  /** Kinds of operations of ordered hosts. */
  hostKinds: readonly string[];
  /** `template@version` of each that it has, and `template@` for tenants of before the version was recorded. */
  releases: readonly string[];
}

/**
 * Whether an operation `o` of tenant `t` is among what a worker knows.
 *
 * @param knows SQL of what it knows, as jsonb
 */
export function knownTo(knows: string): string {
  return `(coalesce(o.revision, 0) <= (${knows} ->> 'revision')::int
    and coalesce(t.stack_revision, 0) <= (${knows} ->> 'revision')::int
    and case when o.host_id is not null then ${knows} -> 'hostKinds' @> to_jsonb(o.kind)
             else ${knows} -> 'kinds' @> to_jsonb(o.kind)
              and (not ${knows} -> 'templateKinds' @> to_jsonb(o.kind)
                   or ${knows} -> 'releases' @> to_jsonb(t.template || '@' || coalesce(t.template_version, ''))) end)`;
}

/** SQL of the time before which no worker begins an operation `o`; null for at once. While workers of before are kept from it, `retry_at` does not say it. */
export const BEGINS_AT = "(case when o.revision is null then o.retry_at else o.begin_at end)";

/** Says, now and from time to time, that a worker is there and what it knows. */
export async function reportWorker(em: Em, owner: string, knows: WorkerKnowledge): Promise<void> {
  await change(
    em,
    `insert into workers (owner, knows, seen_at) values (?, ?::jsonb, now())
     on conflict (owner) do update set knows = excluded.knows, seen_at = excluded.seen_at`,
    [owner, JSON.stringify(knows)],
  );
}

/** A worker takes nothing any more. */
export async function forgetWorker(em: Em, owner: string): Promise<void> {
  await change(em, "delete from workers where owner = ? or seen_at < now() - interval '1 day'", [owner]);
}
