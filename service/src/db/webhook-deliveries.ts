import type { DeliveryStatus } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

/** A delivery as its webhook's owner sees it. */
export interface DeliveryRow {
  event_id: string;
  type: string;
  subject: string;
  status: DeliveryStatus;
  attempts: number;
  next_attempt_at: Date | string;
  response_status: number | null;
  failure: string | null;
  last_attempt_at: Date | string | null;
  created_at: Date | string;
}

/** Newest first. @param after Only those behind this place; its id is an event's */
export async function deliveriesOf(
  em: Em,
  webhookId: string,
  {
    statuses,
    limit,
    after,
  }: { statuses?: readonly DeliveryStatus[]; limit: number; after?: { createdAt: Date; id: string } },
): Promise<DeliveryRow[]> {
  return em.execute<DeliveryRow[]>(
    `select delivery.*, event.type, event.subject
       from webhook_deliveries delivery join announced_events event on event.id = delivery.event_id
      where webhook_id = ? and (?::text is null or status = any(string_to_array(?, ',')))
        and (?::timestamptz is null or (date_trunc('milliseconds', delivery.created_at), event_id) < (?::timestamptz, ?))
      order by date_trunc('milliseconds', delivery.created_at) desc, event_id desc limit ?`,
    [
      ...[webhookId, statuses?.join(",") ?? null, statuses?.join(",") ?? null],
      ...[after?.createdAt ?? null, after?.createdAt ?? null, after?.id ?? null, limit],
    ],
  );
}

/** Has an event sent again, now. False when it was never to be sent there. */
export async function redeliver(em: Em, webhookId: string, eventId: string): Promise<boolean> {
  const changed = await change(
    em,
    `update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = now(), claimed_until = null
      where webhook_id = ? and event_id = ?`,
    [webhookId, eventId],
  );
  return changed === 1;
}

/** Has every event that was given up sent again. */
export async function redeliverDead(em: Em, webhookId: string): Promise<number> {
  return change(
    em,
    `update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = now(), claimed_until = null
      where webhook_id = ? and status = 'dead'`,
    [webhookId],
  );
}

/** What a process needs to send an event. */
export interface ClaimedDelivery {
  webhookId: string;
  eventId: string;
  /** Which try this is; it also distinguishes the claim from a later one. */
  attempt: number;
  url: string;
  secretSealed: string;
  organization: string;
  type: string;
  subject: string;
  data: unknown;
  createdAt: Date;
}

interface ClaimedRow {
  webhook_id: string;
  event_id: string;
  attempts: number;
  url: string;
  secret_sealed: string;
  organization: string;
  type: string;
  subject: string;
  data: string;
  created_at: Date | string;
}

/**
 * Takes deliveries that are due. Other processes pass over them for `forSec`; a process that dies meanwhile leaves them to be taken
 * again. Of one webhook a few at a time, so that one that does not answer does not keep the others waiting.
 */
export async function claimDeliveries(
  em: Em,
  { limit, perWebhook, forSec }: { limit: number; perWebhook: number; forSec: number },
): Promise<ClaimedDelivery[]> {
  const rows = await em.execute<ClaimedRow[]>(
    `with waiting as (
       select webhook_id, event_id, next_attempt_at,
              row_number() over (partition by webhook_id order by next_attempt_at, event_id) as place
         from webhook_deliveries
        where status = 'pending' and next_attempt_at <= now() and (claimed_until is null or claimed_until < now())
     ), due as (
       select delivery.webhook_id, delivery.event_id
         from webhook_deliveries delivery
         join waiting using (webhook_id, event_id)
         join webhooks on webhooks.id = delivery.webhook_id and enabled
        where place <= ? and delivery.status = 'pending'
          and (delivery.claimed_until is null or delivery.claimed_until < now())
        order by waiting.next_attempt_at limit ?
        for update of delivery skip locked
     )
     update webhook_deliveries delivery
        set attempts = attempts + 1, last_attempt_at = now(), claimed_until = now() + ?::float8 * interval '1 second'
       from due, webhooks, announced_events event
      where (delivery.webhook_id, delivery.event_id) = (due.webhook_id, due.event_id)
        and webhooks.id = due.webhook_id and event.id = due.event_id
     returning delivery.webhook_id, delivery.event_id, delivery.attempts, url, secret_sealed, event.organization,
               event.type, event.subject, event.data, event.created_at`,
    [perWebhook, limit, forSec],
  );
  return rows.map((row) => ({
    webhookId: row.webhook_id,
    eventId: row.event_id,
    attempt: row.attempts,
    url: row.url,
    secretSealed: row.secret_sealed,
    organization: row.organization,
    type: row.type,
    subject: row.subject,
    data: JSON.parse(row.data),
    createdAt: new Date(row.created_at),
  }));
}

/** How a try ended. */
export interface DeliveryOutcome {
  status: DeliveryStatus;
  responseStatus: number | null;
  failure: string | null;
  /** For `pending`: seconds until the next try. @default 0 */
  retryInSec?: number;
}

/** Writes how a try ended, unless the delivery was claimed again or asked for again meanwhile. */
export async function recordDeliveryOutcome(
  em: Em,
  { webhookId, eventId, attempt }: Pick<ClaimedDelivery, "webhookId" | "eventId" | "attempt">,
  { status, responseStatus, failure, retryInSec = 0 }: DeliveryOutcome,
): Promise<void> {
  await change(
    em,
    `update webhook_deliveries
        set status = ?, response_status = ?, failure = ?, claimed_until = null,
            next_attempt_at = now() + ?::float8 * interval '1 second'
      where webhook_id = ? and event_id = ? and attempts = ? and status = 'pending'`,
    [status, responseStatus, failure, retryInSec, webhookId, eventId, attempt],
  );
}

/** Forgets events that nobody has to be notified of any more. */
export async function deleteOldEvents(em: Em, days: number): Promise<number> {
  return change(
    em,
    `delete from announced_events event
      where created_at < now() - ?::float8 * interval '1 day'
        and not exists (select 1 from webhook_deliveries where event_id = event.id and status = 'pending')`,
    [days],
  );
}
