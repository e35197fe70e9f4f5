import { WebhookRow } from "./entities/webhook.ts";
import { type Em, FRESH } from "./kernel/em.ts";

export async function insertWebhook(em: Em, row: WebhookRow): Promise<void> {
  await em.insert(WebhookRow, row);
}

/** Newest first. */
export async function webhooksOf(em: Em, organization: string): Promise<WebhookRow[]> {
  return em.find(WebhookRow, { organization }, { ...FRESH, orderBy: { createdAt: "desc", id: "desc" } });
}

export async function findWebhook(em: Em, organization: string, id: string): Promise<WebhookRow | null> {
  return em.findOne(WebhookRow, { organization, id }, FRESH);
}

export async function changeWebhook(
  em: Em,
  id: string,
  changes: Partial<Pick<WebhookRow, "url" | "events" | "enabled" | "secretSealed">>,
): Promise<void> {
  if (Object.keys(changes).length > 0) await em.nativeUpdate(WebhookRow, { id }, changes);
}

/** Also forgets what was to be sent to it. */
export async function deleteWebhook(em: Em, id: string): Promise<void> {
  await em.nativeDelete(WebhookRow, { id });
}
