import { DeliveryStatus, IssuedWebhook, Webhook, WebhookChanges, WebhookDelivery, WebhookSpec } from "@freehold/model";
import { z } from "zod";
import {
  changeWebhook as change,
  createWebhook as create,
  readDeliveries,
  readWebhook,
  readWebhooks,
  redeliverEvents,
  removeWebhook as remove,
  rotateWebhookSecret,
} from "../../app/webhooks/webhooks.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { PathName } from "../schemas.ts";
import { severalOf } from "../several-of.ts";

const PATH = "/v1/webhooks";
const ONE = `${PATH}/{id}` as const;
const tag = "webhooks";
const Params = z.strictObject({ id: PathName.meta({ description: "The webhook's id" }) });

const createWebhook = defineRoute({
  method: "post",
  path: PATH,
  id: "createWebhook",
  permission: "webhooks:write",
  summary: "Have the organization's events sent to an address",
  tag,
  body: WebhookSpec,
  responses: { 201: { description: "Kept; the secret is shown this once", schema: IssuedWebhook } },
  handle: (app, { caller, body, idempotencyKey }) => create(app, caller, body, idempotencyKey),
});

const listWebhooks = defineRoute({
  method: "get",
  path: PATH,
  id: "listWebhooks",
  permission: "webhooks:read",
  summary: "The organization's webhooks, newest first",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The webhooks", schema: pageSchema(Webhook) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readWebhooks(app, caller), query) }),
});

const getWebhook = defineRoute({
  method: "get",
  path: ONE,
  id: "getWebhook",
  permission: "webhooks:read",
  summary: "One webhook, without its secret",
  tag,
  params: Params,
  responses: { 200: { description: "The webhook", schema: Webhook } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readWebhook(app, caller, params.id) }),
});

const changeWebhook = defineRoute({
  method: "patch",
  path: ONE,
  id: "changeWebhook",
  permission: "webhooks:write",
  summary: "Change a webhook's address or events, or have nothing sent to it for a while",
  tag,
  params: Params,
  body: WebhookChanges,
  responses: { 200: { description: "The webhook as it is now", schema: Webhook } },
  handle: async (app, { caller, params, body }) => ({ status: 200, body: await change(app, caller, params.id, body) }),
});

const removeWebhook = defineRoute({
  method: "delete",
  path: ONE,
  id: "removeWebhook",
  permission: "webhooks:write",
  summary: "Have nothing sent to an address any more",
  tag,
  params: Params,
  responses: { 200: { description: "The webhook as it was", schema: Webhook } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await remove(app, caller, params.id) }),
});

const rotateSecret = defineRoute({
  method: "post",
  path: `${ONE}/rotate`,
  id: "rotateWebhookSecret",
  permission: "webhooks:write",
  summary: "Give a webhook another secret",
  tag,
  params: Params,
  responses: { 200: { description: "Messages are signed with the new secret from now on", schema: IssuedWebhook } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await rotateWebhookSecret(app, caller, params.id) }),
});

const DeliveriesQuery = PageQuery.extend({
  status: severalOf(DeliveryStatus)
    .optional()
    .describe("Only those with one of these; `dead` are those that were given up"),
});

const listDeliveries = defineRoute({
  method: "get",
  path: `${ONE}/deliveries`,
  id: "listWebhookDeliveries",
  permission: "webhooks:read",
  summary: "What was sent to a webhook and what is to be sent, newest first",
  tag,
  params: Params,
  query: DeliveriesQuery,
  responses: { 200: { description: "The deliveries", schema: pageSchema(WebhookDelivery) } },
  handle: async (app, { caller, params, query }) => ({
    status: 200,
    body: await readDeliveries(app, caller, params.id, query),
  }),
});

const RedeliverBody = z.strictObject({
  event: PathName.optional().meta({ description: "The id of this event only; without it all that were given up" }),
});

const redeliver = defineRoute({
  method: "post",
  path: `${ONE}/redeliver`,
  id: "redeliverWebhook",
  permission: "webhooks:write",
  summary: "Send an event again, or all that were given up",
  tag,
  params: Params,
  body: RedeliverBody,
  responses: { 202: { description: "They are sent next", schema: z.object({ redelivered: z.number().int() }) } },
  handle: async (app, { caller, params, body }) => ({
    status: 202,
    body: await redeliverEvents(app, caller, params.id, body.event),
  }),
});

export const WEBHOOK_ROUTES: readonly Route[] = [
  createWebhook,
  listWebhooks,
  getWebhook,
  changeWebhook,
  removeWebhook,
  rotateSecret,
  listDeliveries,
  redeliver,
];
