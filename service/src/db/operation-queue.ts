import { type CallReservations, NO_RESERVATIONS, RESERVATIONS, reservationParameters } from "./call-reservations.ts";
import type { OperationRow } from "./entities/operation.ts";
import type { Database } from "./kernel/database.ts";
import type { Em } from "./kernel/em.ts";
import { BEGINS_AT, knownTo, type WorkerKnowledge } from "./kernel/workers.ts";
import { claimOperation } from "./leases.ts";

/** How many operations may run at a time, of all workers together. */
export interface RunningLimits {
  /** @default - as many as there are workers */
  inAll?: number;
  /** In one account of a cloud. @default - no limit of its own */
  perAccount?: number;
  /** Of one organization. @default - no limit of its own */
  perOrganization?: number;
}

/** How long new work goes before what is tried again, in minutes. */
const RETRY_WAITS_MIN = 10;

/**
 * The operations that could begin now, in the order in which they do. First what was begun before and lost its worker: what it made so far
 * costs and serves nobody. Then one of each organization in turn, so that nobody waits behind another's thousand; within an organization
 * the oldest first. What is tried again goes after all that is new, until it has waited long. Those of one tenant are carried out one after
 * the other. Parameters: those of {@link reservationParameters}.
 */
const QUEUE = `with ${RESERVATIONS}, running as (
    select o.organization, coalesce(t.account_id, h.account_id) as account_id
      from operations o left join tenants t on t.id = o.tenant_id left join host_orders h on h.id = o.host_id
     where o.status = 'running'
  ), due as (
    select o.id, o.organization, coalesce(t.account_id, h.account_id) as account_id, o.created_at, o.attempts > 0 and ${BEGINS_AT} is null as begun,
           coalesce(${BEGINS_AT} > now() - interval '${RETRY_WAITS_MIN} minutes', false) as again,
           o.id in (select id from short) as short, o.id in (select id from crowded) as crowded
      from operations o left join tenants t on t.id = o.tenant_id left join host_orders h on h.id = o.host_id
     where o.status = 'queued'
       and (o.waiting is null or (o.waiting ->> 'retryAt')::timestamptz <= now())
       and coalesce(${BEGINS_AT} <= now(), true)
       and not exists (
         select 1 from operations earlier
          where (earlier.tenant_id = o.tenant_id or earlier.host_id = o.host_id) and earlier.status in ('queued', 'running')
            and (earlier.created_at, earlier.id) < (o.created_at, o.id))
  ), in_queue as (
    select due.*,
           (select count(*) from running where running.organization = due.organization) as of_organization,
           (select max(began.started_at) from operations began where began.organization = due.organization) as last_begun,
           (select count(*) from running where running.account_id = due.account_id) as in_account,
           row_number() over (partition by due.organization order by due.begun desc, due.again, due.created_at, due.id) as nth
      from due
  )`;
const ORDER = "begun desc, again, of_organization + nth, last_begun nulls first, created_at, id";

/** Who asks for the next operation. */
export interface Claimant {
  owner: string;
  leaseMs: number;
  knows: WorkerKnowledge;
}

/** Begins the next operation of the queue that the worker knows. Null when none may begin now. */
export async function claimNext(
  db: Database,
  { owner, leaseMs, knows }: Claimant,
  { inAll, perAccount, perOrganization }: RunningLimits,
  reservations: CallReservations = NO_RESERVATIONS,
): Promise<OperationRow | null> {
  return db.transaction(async (em) => {
    // One choice at a time, so that two workers do not both see the last place free.
    await em.execute("select pg_advisory_xact_lock(hashtext('freehold_line'))");
    const [next] = await em.execute<{ id: string }[]>(
      `${QUEUE} select id from in_queue
        where (?::int is null or (select count(*) from running) < ?::int)
          and (?::int is null or in_account < ?::int)
          and (?::int is null or of_organization < ?::int)
          and not short and not crowded
          and id in (select o.id from operations o left join tenants t on t.id = o.tenant_id cross join (select ?::jsonb as knows) worker
                      where o.status = 'queued' and ${knownTo("worker.knows")})
        order by ${ORDER} limit 1`,
      [
        ...reservationParameters(reservations),
        ...[inAll, inAll, perAccount, perAccount, perOrganization, perOrganization].map((limit) => limit ?? null),
        JSON.stringify(knows),
      ],
    );
    return next === undefined ? null : claimOperation(em, next.id, { owner, leaseMs, revision: knows.revision });
  });
}

/** Place of an operation among those that could begin now, 1 for the next one; null when it is not among them. */
export async function readQueuePosition(em: Em, id: string): Promise<number | null> {
  const rows = await em.execute<{ place: number | string }[]>(
    `${QUEUE} select place from (select id, row_number() over (order by ${ORDER}) as place from in_queue) placed where id = ?`,
    [...reservationParameters(NO_RESERVATIONS), id],
  );
  return rows[0] === undefined ? null : Number(rows[0].place);
}

/** Operations that could begin now and that have no job in the queue to wake a worker. */
export async function queuedWithoutJob(em: Em): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `${QUEUE} select id from in_queue where not exists (
       select 1 from queue.job where job.data ->> 'operationId' = in_queue.id and job.state in ('created', 'retry', 'active')
          and job.start_after <= now() + interval '1 minute')`,
    reservationParameters(NO_RESERVATIONS),
  );
  return rows.map(({ id }) => id);
}

/** How many operations could begin now if their accounts had calls for them. */
export async function countShortOfCalls(em: Em, reservations: CallReservations): Promise<number> {
  const [row] = await em.execute<{ held: number | string }[]>(
    `${QUEUE} select count(*) as held from in_queue where short or crowded`,
    reservationParameters(reservations),
  );
  return Number(row?.held ?? 0);
}

/** An operation that could begin now, and that no worker knows. */
export interface UnservedOperation {
  id: string;
  organization: string;
  kind: string;
  /** The tenant's template and version; null for an operation of a host. */
  release: string | null;
  revision: number;
}

/**
 * The operations that could begin now and that none of the workers there are can carry out.
 *
 * @param silentMs A worker that did not say for so long that it is there is not
 * @param waitedMs Only those that were asked for so long ago: versions are exchanged one process after the other
 */
export async function unservedOperations(
  em: Em,
  { silentMs, waitedMs }: { silentMs: number; waitedMs: number },
): Promise<UnservedOperation[]> {
  return em.execute<UnservedOperation[]>(
    `${QUEUE} select o.id, o.organization, o.kind, t.template || ' ' || coalesce(t.template_version, 'of an unknown version') as release,
            greatest(o.revision, t.stack_revision, 0) as revision
       from in_queue join operations o on o.id = in_queue.id left join tenants t on t.id = o.tenant_id
      where o.created_at < now() - ? * interval '1 millisecond'
        and not exists (select 1 from workers where workers.seen_at > now() - ? * interval '1 millisecond' and ${knownTo("workers.knows")})`,
    [...reservationParameters(NO_RESERVATIONS), waitedMs, silentMs],
  );
}
