import {
  type DeliveryStatus,
  FreeholdError,
  type IssuedWebhook,
  type Webhook,
  type WebhookChanges,
  type WebhookDelivery,
  type WebhookSpec,
} from "@freehold/model";
import { generateSigningSecret } from "../../crypto/signed-message.ts";
import type { WebhookRow } from "../../db/entities/webhook.ts";
import type { Em } from "../../db/kernel/em.ts";
import { type DeliveryRow, deliveriesOf, redeliver, redeliverDead } from "../../db/webhook-deliveries.ts";
import { changeWebhook as change, deleteWebhook, findWebhook, insertWebhook, webhooksOf } from "../../db/webhooks.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { decodeCursor, pageFrom } from "../requests/cursor.ts";
import { sealWebhookSecret } from "../secrets/sealed.ts";

/** Webhooks that an organization may have. */
const MOST = 20;

/**
 * Sends the organization's events to an address from now on.
 *
 * @param idempotencyKey Requests with the same key get the same answer, without the secret. @default - every request is a new one
 * @throws FreeholdError `invalid_request`, `idempotency_conflict`
 */
export async function createWebhook(
  context: AppContext,
  caller: Caller,
  spec: WebhookSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  context.customerUrls.assertAllowed(spec.url);
  const secret = generateSigningSecret();
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => ({ status: 201, body: await write(em, context, caller, spec, secret) })),
  );
  // The secret is not part of what is kept for repetitions.
  const issued: IssuedWebhook = { ...(answer.body as Webhook), secret: answer.replayed ? null : secret };
  return { status: answer.status, body: issued };
}

async function write(
  em: Em,
  context: AppContext,
  { organization }: Caller,
  { url, events }: WebhookSpec,
  secret: string,
): Promise<Webhook> {
  if ((await webhooksOf(em, organization)).length >= MOST) throw tooMany();
  const id = context.newId("w");
  const secretSealed = sealWebhookSecret(context.envelope, id, secret);
  const row = { id, organization, url, events, enabled: true, secretSealed, createdAt: context.now() };
  await insertWebhook(em, row);
  return webhookView(row);
}

/** Newest first. */
export async function readWebhooks({ db }: AppContext, { organization }: Caller): Promise<Webhook[]> {
  return (await webhooksOf(db.em(), organization)).map(webhookView);
}

/** @throws FreeholdError `not_found` */
export async function readWebhook({ db }: AppContext, caller: Caller, id: string): Promise<Webhook> {
  return webhookView(await webhookRowOf(db.em(), caller, id));
}

/** @throws FreeholdError `not_found`, `invalid_request` */
export async function changeWebhook(
  context: AppContext,
  caller: Caller,
  id: string,
  { url, events, enabled }: WebhookChanges,
): Promise<Webhook> {
  if (url !== undefined) context.customerUrls.assertAllowed(url);
  return context.db.transaction(async (em) => {
    await webhookRowOf(em, caller, id);
    await change(em, id, {
      ...(url !== undefined && { url }),
      ...(events !== undefined && { events }),
      ...(enabled !== undefined && { enabled }),
    });
    return webhookView(await webhookRowOf(em, caller, id));
  });
}

/** Another secret; messages are signed with it from now on. @throws FreeholdError `not_found` */
export async function rotateWebhookSecret(context: AppContext, caller: Caller, id: string): Promise<IssuedWebhook> {
  const secret = generateSigningSecret();
  const webhook = await context.db.transaction(async (em) => {
    const row = await webhookRowOf(em, caller, id);
    await change(em, id, { secretSealed: sealWebhookSecret(context.envelope, id, secret) });
    return webhookView(row);
  });
  return { ...webhook, secret };
}

/** @throws FreeholdError `not_found` */
export async function removeWebhook({ db }: AppContext, caller: Caller, id: string): Promise<Webhook> {
  return db.transaction(async (em) => {
    const row = await webhookRowOf(em, caller, id);
    await deleteWebhook(em, id);
    return webhookView(row);
  });
}

/** What was sent and what is to be sent, newest first. @throws FreeholdError `not_found` */
export async function readDeliveries(
  { db }: AppContext,
  caller: Caller,
  id: string,
  { limit, cursor, status }: { limit: number; cursor?: string | undefined; status?: DeliveryStatus[] | undefined },
): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }> {
  const em = db.em();
  await webhookRowOf(em, caller, id);
  const rows = await deliveriesOf(em, id, {
    limit: limit + 1,
    ...(status && { statuses: status }),
    ...(cursor !== undefined && { after: decodeCursor(cursor) }),
  });
  const places = rows.map((row) => ({ row, id: row.event_id, createdAt: new Date(row.created_at) }));
  return pageFrom(places, limit, ({ row }) => deliveryView(row));
}

/** Sends an event again, or all that were given up. @throws FreeholdError `not_found` */
export async function redeliverEvents(
  { db }: AppContext,
  caller: Caller,
  id: string,
  eventId: string | undefined,
): Promise<{ redelivered: number }> {
  return db.transaction(async (em) => {
    await webhookRowOf(em, caller, id);
    if (eventId === undefined) return { redelivered: await redeliverDead(em, id) };
    if (!(await redeliver(em, id, eventId))) throw noDelivery(id, eventId);
    return { redelivered: 1 };
  });
}

async function webhookRowOf(em: Em, { organization }: Caller, id: string): Promise<WebhookRow> {
  const row = await findWebhook(em, organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no webhook has the id "${id}"`, {
    nextStep: "list the webhooks with GET /v1/webhooks",
  });
}

function webhookView({ id, url, events, enabled, createdAt }: WebhookRow): Webhook {
  return { id, url, events, enabled, createdAt: createdAt.toISOString() };
}

function deliveryView(row: DeliveryRow): WebhookDelivery {
  return {
    eventId: row.event_id,
    type: row.type,
    subject: row.subject,
    status: row.status,
    attempts: row.attempts,
    responseStatus: row.response_status,
    failure: row.failure,
    lastAttemptAt: row.last_attempt_at === null ? null : new Date(row.last_attempt_at).toISOString(),
    nextAttemptAt: row.status === "pending" ? new Date(row.next_attempt_at).toISOString() : null,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

function tooMany(): FreeholdError {
  return new FreeholdError("invalid_request", `an organization may have ${MOST} webhooks`, {
    nextStep: "remove one with DELETE /v1/webhooks/{id}",
  });
}

function noDelivery(id: string, eventId: string): FreeholdError {
  return new FreeholdError("not_found", `event "${eventId}" was never to be sent to webhook "${id}"`, {
    nextStep: "list the deliveries with GET /v1/webhooks/{id}/deliveries",
  });
}
