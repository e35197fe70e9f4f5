import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** An address that an organization's events are sent to. */
export const WebhookRow = defineEntity({
  name: "WebhookRow",
  tableName: "webhooks",
  properties: {
    id: p.text().primary(),
    organization: p.text(),
    url: p.text(),
    /** Types of events; `*` for all. */
    events: p.json<string[]>(),
    enabled: p.boolean(),
    /** Envelope around the secret that messages are signed with. */
    secretSealed: p.text(),
    createdAt: p.datetime(),
  },
});
export type WebhookRow = InferEntity<typeof WebhookRow>;
