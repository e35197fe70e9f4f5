import {
  type DeliveryStatus,
  IssuedWebhook,
  Webhook,
  type WebhookChanges,
  WebhookDelivery,
  type WebhookSpec,
} from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";
import type { OnceOptions } from "./organizations.ts";

/** A webhook that is to be; without events it gets all. */
export type NewWebhook = z.input<typeof WebhookSpec>;

export interface ListDeliveriesOptions {
  /** @default - all */
  status?: DeliveryStatus;
  /** 1 to 200. @default 50 */
  limit?: number;
}

/** Where an organization's events are sent. A secret is shown once. */
export interface WebhooksClient {
  createWebhook(webhook: NewWebhook, options?: OnceOptions): Promise<IssuedWebhook>;
  listWebhooks(): Promise<Webhook[]>;
  getWebhook(id: string): Promise<Webhook>;
  changeWebhook(id: string, changes: WebhookChanges): Promise<Webhook>;
  removeWebhook(id: string): Promise<Webhook>;
  /** Messages are signed with the new secret from then on. */
  rotateWebhookSecret(id: string): Promise<IssuedWebhook>;
  listWebhookDeliveries(id: string, options?: ListDeliveriesOptions): Promise<WebhookDelivery[]>;
  /** @param event Only this one. @default - all that were given up. @returns How many are sent again */
  redeliverWebhook(id: string, event?: string): Promise<number>;
}

const PATH = "/v1/webhooks";

export function createWebhooksClient(http: Http): WebhooksClient {
  return {
    createWebhook: (webhook, { idempotencyKey } = {}) =>
      http.call("POST", PATH, IssuedWebhook, {
        body: webhook,
        ...(idempotencyKey !== undefined && { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    listWebhooks: () => http.all(PATH, Webhook),
    getWebhook: (id) => http.call("GET", pathOf(id), Webhook),
    changeWebhook: (id, changes) => http.call("PATCH", pathOf(id), Webhook, { body: changes }),
    removeWebhook: (id) => http.call("DELETE", pathOf(id), Webhook),
    rotateWebhookSecret: (id) => http.call("POST", `${pathOf(id)}/rotate`, IssuedWebhook),
    listWebhookDeliveries: async (id, query = {}) =>
      (
        await http.call("GET", `${pathOf(id)}/deliveries`, z.object({ items: z.array(WebhookDelivery) }), {
          query: { ...query },
        })
      ).items,
    redeliverWebhook: async (id, event) => {
      const body = event === undefined ? {} : { event };
      const answer = z.object({ redelivered: z.number().int() });
      return (await http.call("POST", `${pathOf(id)}/redeliver`, answer, { body })).redelivered;
    },
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
