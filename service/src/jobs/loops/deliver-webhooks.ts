import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import { openWebhookSecret } from "../../app/secrets/sealed.ts";
import { signedHeaders } from "../../crypto/signed-message.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryOutcome,
  deleteOldEvents,
  recordDeliveryOutcome,
} from "../../db/webhook-deliveries.ts";
import type { PostAnswer } from "../../outbound/customer-url.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";
import { redeliveryPauseSec } from "./redelivery-pause.ts";

export interface DeliverOptions {
  app: AppContext;
  log: Logger;
  /** Pause between two checks, in milliseconds. @default 1000 */
  everyMs?: number;
}

/** Deliveries at a time. */
const AT_ONCE = 16;
/** Of them to one webhook. */
const PER_WEBHOOK = 4;
/** How long a receiver may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** Longer than a try can take, in seconds: after it the try is somebody else's. */
const CLAIM_SEC = 60;
/** How long events are kept, in days. */
const KEPT_DAYS = 30;
/** Runs between two removals of old events. */
const RUNS_BETWEEN_REMOVALS = 3_600;

/** Sends announced events to the organizations' webhooks. Any number of processes may. */
export function startWebhookDelivery({ app, log, everyMs = 1_000 }: DeliverOptions): BackgroundLoop {
  let runs = 0;
  return startBackgroundLoop({
    name: "webhooks",
    everyMs,
    log,
    async run(signal) {
      if (runs++ % RUNS_BETWEEN_REMOVALS === 0) await deleteOldEvents(app.db.em(), KEPT_DAYS);
      while (!signal.aborted && (await deliverDue(app, log, signal)) > 0);
    },
  });
}

async function deliverDue(app: AppContext, log: Logger, signal: AbortSignal): Promise<number> {
  const request = { limit: AT_ONCE, perWebhook: PER_WEBHOOK, forSec: CLAIM_SEC };
  const claimed = await claimDeliveries(app.db.em(), request);
  await Promise.all(claimed.map((delivery) => deliver(app, log, delivery, signal)));
  return claimed.length;
}

async function deliver(app: AppContext, log: Logger, delivery: ClaimedDelivery, signal: AbortSignal): Promise<void> {
  const { webhookId, eventId, attempt } = delivery;
  const body = bodyOf(delivery);
  const secret = openWebhookSecret(app.envelope, webhookId, delivery.secretSealed);
  const headers = { ...signedHeaders(secret, eventId, app.now(), body), "User-Agent": "Freehold" };
  const answer = await app.customerUrls.post(delivery.url, { headers, body, timeoutMs: TIMEOUT_MS, signal });
  const outcome = outcomeOf(answer, attempt);
  if (outcome.status === "dead")
    log.warn({ webhook: webhookId, event: eventId, failure: outcome.failure }, "an event could not be delivered");
  await recordDeliveryOutcome(app.db.em(), delivery, outcome);
}

/** What a receiver gets. */
function bodyOf({ eventId, organization, type, subject, data, createdAt }: ClaimedDelivery): string {
  return JSON.stringify({ id: eventId, type, timestamp: createdAt.toISOString(), organization, subject, data });
}

function outcomeOf(answer: PostAnswer, attempt: number): DeliveryOutcome {
  const responseStatus = "status" in answer ? answer.status : null;
  const failure = failureOf(answer);
  if (failure === null) return { status: "delivered", responseStatus, failure };
  // 410: the receiver says that it is gone for good.
  const retryInSec = responseStatus === 410 ? undefined : redeliveryPauseSec(attempt, Math.random());
  if (retryInSec === undefined) return { status: "dead", responseStatus, failure };
  return { status: "pending", responseStatus, failure, retryInSec };
}

function failureOf(answer: PostAnswer): string | null {
  if ("failure" in answer) return answer.failure;
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `the receiver answered ${status}; redirects are not followed`;
  return `the receiver answered ${status}`;
}
