import { z } from "zod";

/** Every type of event that is announced, with what happened and what its `data` holds. */
export const EVENT_TYPES = {
  "operation.succeeded": "An operation ended well: `operationId`, `kind`, `status`, `tenantId`, `hostId`, `failure`",
  "operation.failed": "An operation failed, and was undone: as `operation.succeeded`, with the `failure`",
  "operation.cancelled": "An operation was cancelled: as `operation.succeeded`",
  "tenant.drifted": "A tenant is not as it should be at its clouds: `tenantId`, `name`, `status`, `reason`",
  "orphan.found":
    "Something carries our labels and nobody has it: `orphanId`, `cloud`, `type`, `name`, `tenantId`, `costPerMonth`",
  "ledger.brake_on": "The circuit breaker has tripped, for the operator: `reason`",
  "ledger.brake_released": "The circuit breaker was reset, for the operator",
} as const;
export type AnnouncedEventType = keyof typeof EVENT_TYPES;

/** What is posted to a webhook. */
export const WebhookMessage = z.object({
  id: z.string().describe("The event's id; the same for every try, as in the header `webhook-id`"),
  type: z.enum(Object.keys(EVENT_TYPES) as [AnnouncedEventType, ...AnnouncedEventType[]]).describe("What happened"),
  timestamp: z.iso.datetime().describe("When it happened"),
  organization: z.string().describe("Whose it is"),
  subject: z.string().describe("What it is about, such as the id of an operation"),
  data: z.record(z.string(), z.unknown()).describe("What else is known; never a secret"),
});

/** A type of event, such as `operation.succeeded`, or `*` for all. */
const EventType = z
  .string()
  .max(60)
  .regex(/^(\*|[a-z]+(\.[a-z_]+)+)$/, "must be an event type such as operation.succeeded, or *");

const url = z
  .url({ protocol: /^https?$/, error: "must be a URL such as https://hooks.example.com/freehold" })
  .max(500)
  .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), "must hold no user name and no password");

const events = z.array(EventType).min(1).max(20);

/** Where an organization wants its events sent. */
export const WebhookSpec = z.strictObject({ url, events: events.default(["*"]) });
export type WebhookSpec = z.infer<typeof WebhookSpec>;

export const WebhookChanges = z.strictObject({ url, events, enabled: z.boolean() }).partial();
export type WebhookChanges = z.infer<typeof WebhookChanges>;

export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean().describe("Nothing is sent while it is not"),
  createdAt: z.iso.datetime(),
});
export type Webhook = z.infer<typeof Webhook>;

/** With what the messages are signed with; null in the answer to a repetition. */
export const IssuedWebhook = Webhook.extend({ secret: z.string().nullable() });
export type IssuedWebhook = z.infer<typeof IssuedWebhook>;

/** `pending`: to be sent, or sent again. `delivered`. `dead`: given up, until somebody asks for another try. */
export const DELIVERY_STATUSES = ["pending", "delivered", "dead"] as const;
export const DeliveryStatus = z.enum(DELIVERY_STATUSES);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** An event on its way to a webhook. */
export const WebhookDelivery = z.object({
  eventId: z.string(),
  type: z.string(),
  subject: z.string(),
  status: DeliveryStatus,
  attempts: z.number().int(),
  responseStatus: z.number().int().nullable().describe("Of the last answer; null when there was none"),
  failure: z.string().nullable().describe("Why the last try failed"),
  lastAttemptAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable().describe("Null when no further try is planned"),
  createdAt: z.iso.datetime(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
