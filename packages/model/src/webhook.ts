import { z } from "zod";

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
  /** Nothing is sent while it is not. */
  enabled: z.boolean(),
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
  /** Of the last answer; null when there was none. */
  responseStatus: z.number().int().nullable(),
  /** Why the last try failed. */
  failure: z.string().nullable(),
  lastAttemptAt: z.iso.datetime().nullable(),
  /** Null when no further try is planned. */
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
