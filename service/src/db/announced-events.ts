import type { AnnouncedEventType } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

/** Something that an organization may want to know of. */
export interface AnnouncedEvent {
  organization: string;
  /** What happened. */
  type: AnnouncedEventType;
  /** To what, such as the id of a tenant. */
  subject: string;
  /** What the event's receivers get to know; never a secret. */
  data: Readonly<Record<string, unknown>>;
}

/**
 * Announces an event to the organization's webhooks. The event and its deliveries are written in the transaction that makes
 * it true; they are sent after its commit, or never when it does not commit.
 */
export async function announceEvent(em: Em, { organization, type, subject, data }: AnnouncedEvent): Promise<void> {
  await change(
    em,
    `with event as (
       insert into announced_events (id, organization, type, subject, data)
       values ('evt' || replace(gen_random_uuid()::text, '-', ''), ?, ?, ?, ?)
       returning id)
     insert into webhook_deliveries (webhook_id, event_id)
     select webhooks.id, event.id from event, webhooks
      where organization = ? and enabled and (events @> '["*"]' or events @> to_jsonb(?::text))`,
    [organization, type, subject, JSON.stringify(data), organization, type],
  );
}
