import { afterEach, expect, test } from "@jest/globals";
import { createClient } from "./client.ts";
import { CREDENTIAL, DELIVERY, OPERATION, TENANT, WEBHOOK } from "./testing/samples.ts";
import { type StubService, sendJson, startStubService } from "./testing/stub-service.ts";

let service: StubService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function clientOf(answer: Parameters<typeof startStubService>[0]) {
  service = await startStubService(answer);
  return createClient({ baseUrl: `${service.url}/`, apiKey: "fh_key" });
}

test("a signup is sent with key, body and Idempotency-Key", async () => {
  const client = await clientOf((_request, res) => sendJson(res, 202, { tenant: TENANT, operation: OPERATION }));
  const signup = {
    name: "acme",
    template: "supabase",
    placement: { cloud: "hetzner", region: "fsn1", size: "small" },
  } as const;

  const accepted = await client.createTenant(signup, { idempotencyKey: "k1" });

  expect(accepted.operation.id).toBe(OPERATION.id);
  expect(service?.requests[0]).toMatchObject({
    method: "POST",
    url: "/v1/tenants",
    headers: { authorization: "Bearer fh_key", "idempotency-key": "k1", "content-type": "application/json" },
    body: JSON.stringify(signup),
  });
});

test("names and queries are escaped, absent options are left out", async () => {
  const client = await clientOf((_request, res) => sendJson(res, 200, { items: [], nextCursor: null }));

  await client.listTenants({ status: "active", limit: 5 });
  await client.getTenant("a/b").catch(() => {});

  expect(service?.requests.map(({ url }) => url)).toEqual(["/v1/tenants?status=active&limit=5", "/v1/tenants/a%2Fb"]);
});

test("a problem becomes a failure with its code, fields and next step", async () => {
  const errors = [{ pointer: "/name", detail: "must be unique" }];
  const client = await clientOf((_request, res) =>
    sendJson(res, 409, {
      code: "tenant_name_taken",
      detail: "a tenant named acme lives",
      errors,
      nextStep: "choose another",
    }),
  );

  await expect(client.getTenant("acme")).rejects.toMatchObject({
    name: "FreeholdError",
    code: "tenant_name_taken",
    message: "a tenant named acme lives",
    errors,
    nextStep: "choose another",
  });
});

test("an answer that is no problem document is said to be none", async () => {
  const client = await clientOf((_request, res) => res.writeHead(502).end("<html>Bad gateway</html>"));

  await expect(client.getTenant("acme")).rejects.toMatchObject({
    code: "internal",
    message: `${service?.url}/v1/tenants/acme answered 502 without a problem document`,
  });
});

test("a service that is not there is said to be absent, with the remedy", async () => {
  const client = createClient({ baseUrl: "http://127.0.0.1:1", apiKey: "k" });

  await expect(client.getTenant("acme")).rejects.toMatchObject({
    code: "service_unavailable",
    message: "nothing answers at http://127.0.0.1:1",
    nextStep: expect.stringContaining("FREEHOLD_URL"),
  });
});

test("credentials are given, changed, tried and removed", async () => {
  const client = await clientOf(({ method, url }, res) =>
    sendJson(res, 200, method === "GET" && url === "/v1/credentials" ? { items: [CREDENTIAL] } : CREDENTIAL),
  );

  await client.createCredential({ cloud: "hetzner", name: "ours", access: { token: "t" } });
  await client.changeCredential(CREDENTIAL.id, { maxTenants: null });
  await client.verifyCredential(CREDENTIAL.id);
  await client.removeCredential(CREDENTIAL.id, { forget: true });
  const items = await client.listCredentials();

  expect(items).toEqual([CREDENTIAL]);
  expect(service?.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /v1/credentials",
    `PATCH /v1/credentials/${CREDENTIAL.id}`,
    `POST /v1/credentials/${CREDENTIAL.id}/verify`,
    `DELETE /v1/credentials/${CREDENTIAL.id}?forget=true`,
    "GET /v1/credentials",
  ]);
});

test("webhooks are made, changed, rotated and sent again, and master keys are read", async () => {
  const client = await clientOf(({ method, url }, res) => {
    if (url.includes("/deliveries")) return sendJson(res, 200, { items: [DELIVERY] });
    if (url.endsWith("/redeliver")) return sendJson(res, 202, { redelivered: 2 });
    if (url === "/v1/master-keys") return sendJson(res, 200, { items: [{ id: "k", current: true, sealed: 1 }] });
    return sendJson(res, 200, method === "GET" && url === "/v1/webhooks" ? { items: [WEBHOOK] } : WEBHOOK);
  });

  const made = await client.createWebhook({ url: WEBHOOK.url }, { idempotencyKey: "k1" });
  const listed = await client.listWebhooks();
  await client.changeWebhook("w1", { enabled: false });
  await client.rotateWebhookSecret("w1");
  const deliveries = await client.listWebhookDeliveries("w1", { status: "dead" });
  const redelivered = [await client.redeliverWebhook("w1"), await client.redeliverWebhook("w1", "ev1")];
  await client.removeWebhook("w1");
  const keys = await client.listMasterKeys();

  expect(made.secret).toBe(WEBHOOK.secret);
  expect(listed.map(({ id }) => id)).toEqual(["w1"]);
  expect([deliveries, redelivered, keys.length]).toEqual([[DELIVERY], [2, 2], 1]);
  expect(service?.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim())).toEqual([
    `POST /v1/webhooks {"url":"${WEBHOOK.url}"}`,
    "GET /v1/webhooks",
    'PATCH /v1/webhooks/w1 {"enabled":false}',
    "POST /v1/webhooks/w1/rotate",
    "GET /v1/webhooks/w1/deliveries?status=dead",
    "POST /v1/webhooks/w1/redeliver {}",
    'POST /v1/webhooks/w1/redeliver {"event":"ev1"}',
    "DELETE /v1/webhooks/w1",
    "GET /v1/master-keys",
  ]);
});

test("a list is read page by page to its end, also of a service without pages", async () => {
  const pages: Record<string, unknown> = {
    "/v1/webhooks": { items: [WEBHOOK], nextCursor: "two" },
    "/v1/webhooks?cursor=two": { items: [{ ...WEBHOOK, id: "w2" }], nextCursor: null },
    "/v1/credentials": { items: [CREDENTIAL] },
  };
  const client = await clientOf(({ url }, res) => sendJson(res, 200, pages[url]));

  expect((await client.listWebhooks()).map(({ id }) => id)).toEqual([WEBHOOK.id, "w2"]);
  expect(await client.listCredentials()).toEqual([CREDENTIAL]);
});

test("an answer that is none of a Freehold service is a sentence, not a stack", async () => {
  const client = await clientOf((_request, res) => res.writeHead(200, { "Content-Type": "text/html" }).end("<html>"));

  await expect(client.getTenant("acme")).rejects.toMatchObject({
    name: "FreeholdError",
    message: expect.stringContaining("answered what this client does not understand"),
    nextStep: expect.stringContaining("FREEHOLD_URL"),
  });
});
