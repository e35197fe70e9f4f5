import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AnnouncedEventType, IssuedWebhook, WebhookDelivery } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { announceEvent } from "../db/announced-events.ts";
import { type Answer, makeWorld, type World } from "../testing/world.ts";

let world: World;
let receiver: Server;
let url: string;
let status = 200;
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
beforeAll(async () => {
  receiver = createServer(async (req, res) => {
    received.push({ headers: req.headers, body: await text(req) });
    res.writeHead(status).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  world = await makeWorld({ config: { privateTargets: ["127.0.0.0/8"] } });
});
afterAll(async () => {
  await world.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const create = (body: unknown, headers = {}): Promise<Answer<IssuedWebhook>> =>
  world.request("POST", "/v1/webhooks", { body, headers });
const deliveries = async (id: string): Promise<WebhookDelivery[]> =>
  (await world.request<{ items: WebhookDelivery[] }>("GET", `/v1/webhooks/${id}/deliveries`)).body.items;
const announce = (type: AnnouncedEventType, organization = "default") =>
  world.service.db.transaction((em) =>
    announceEvent(em, { organization, type, subject: "t1", data: { name: "acme" } }),
  );

test("the end of an operation is sent, signed so that the standard's own library takes it", async () => {
  const { body: webhook } = await create({ url, events: ["operation.succeeded"] });
  const { body } = await world.signUp("told");
  const operation = await world.ended(body.operation.id);
  await until("the message", () => received.length === 1);
  const [message] = received;
  const payload = new Webhook(webhook.secret ?? "").verify(
    message?.body ?? "",
    message?.headers as Record<string, string>,
  );

  expect(payload).toMatchObject({
    id: message?.headers["webhook-id"],
    type: "operation.succeeded",
    organization: "default",
    subject: operation.id,
    data: { kind: "create", status: "succeeded", tenantId: body.tenant.id },
  });
  await until("it to be delivered", async (see) => see(await deliveries(webhook.id))[0]?.status === "delivered");
  expect(await deliveries(webhook.id)).toMatchObject([{ attempts: 1, responseStatus: 200, failure: null }]);
  await world.request("DELETE", `/v1/webhooks/${webhook.id}`);
});

test("the secret is shown once and never again, also not to a repetition", async () => {
  const headers = { "Idempotency-Key": "hook" };
  const first = await create({ url, events: ["*"] }, headers);
  const again = await create({ url, events: ["*"] }, headers);
  const { body: shown } = await world.request("GET", `/v1/webhooks/${first.body.id}`);
  const [row] = await world.service.db.em().execute<{ secret_sealed: string }[]>("select secret_sealed from webhooks");

  expect(first.body.secret).toMatch(/^whsec_/);
  expect(again.body).toEqual({ ...first.body, secret: null });
  expect(shown).not.toHaveProperty("secret");
  expect(row?.secret_sealed).toMatch(/^fh1\./);
  await world.request("DELETE", `/v1/webhooks/${first.body.id}`);
});

test("an event goes to the organization's webhooks that want it, and not when its transaction fails", async () => {
  const { body: wanting } = await create({ url, events: ["tenant.drifted"] });
  const { body: other } = await create({ url, events: ["orphan.found"] });
  const before = received.length;
  await announce("tenant.drifted");
  await announce("tenant.drifted", "somebody-else");
  const failing = world.service.db.transaction(async (em) => {
    await announceEvent(em, { organization: "default", type: "tenant.drifted", subject: "t2", data: {} });
    throw new Error("injected failure");
  });
  await expect(failing).rejects.toThrow("injected failure");
  await until("it to be delivered", async (see) => see(await deliveries(wanting.id))[0]?.status === "delivered");

  expect(await deliveries(wanting.id)).toHaveLength(1);
  expect(await deliveries(other.id)).toEqual([]);
  expect(received).toHaveLength(before + 1);
  for (const { id } of [wanting, other]) await world.request("DELETE", `/v1/webhooks/${id}`);
});

test("what a receiver refuses is tried again later, given up at last, and sent again when asked for", async () => {
  const { body: webhook } = await create({ url, events: ["tenant.drifted"] });
  status = 500;
  await announce("tenant.drifted");
  await until("the first attempt", async (see) => see(await deliveries(webhook.id))[0]?.attempts === 1);
  await until("its failure", async (see) => see(await deliveries(webhook.id))[0]?.failure !== null);
  const [pending] = await deliveries(webhook.id);
  status = 410;
  const em = world.service.db.em();
  await em.execute("update webhook_deliveries set next_attempt_at = now() where status = 'pending'");
  await until("it to be dead", async (see) => see(await deliveries(webhook.id))[0]?.status === "dead");
  const [dead] = await deliveries(webhook.id);
  status = 200;
  const { body } = await world.request("POST", `/v1/webhooks/${webhook.id}/redeliver`, { body: {} });
  await until("it to be delivered", async (see) => see(await deliveries(webhook.id))[0]?.status === "delivered");

  expect(pending).toMatchObject({ status: "pending", responseStatus: 500, failure: "the receiver answered 500" });
  expect(Date.parse(pending?.nextAttemptAt ?? "")).toBeGreaterThan(Date.parse(pending?.lastAttemptAt ?? "") + 3_000);
  expect(dead).toMatchObject({ status: "dead", attempts: 2, responseStatus: 410, nextAttemptAt: null });
  expect(body).toEqual({ redelivered: 1 });
  const ids = received.slice(-3).map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(1);
});

test("an address inside the network is refused", async () => {
  const answer = await create({ url: "https://169.254.169.254/latest" });

  expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ pointer: "/url" }] } });
});
