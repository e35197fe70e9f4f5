import type { AuditEntry, AuditVerification } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { generateApiKey } from "../crypto/api-key.ts";
import { hashToken } from "../crypto/token-hash.ts";
import { putApiKey } from "../db/api-keys.ts";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";

let world: World;
const other = generateApiKey();
beforeAll(async () => {
  world = await makeWorld();
  const key = { id: "other", organization: "other", name: "other", keyHash: hashToken(other) };
  await putApiKey(world.service.db.em(), key);
});
afterAll(() => world.close());

interface Page {
  items: AuditEntry[];
  nextCursor: string | null;
}

const audit = (query = "", key?: string): Promise<Answer<Page>> =>
  world.request("GET", `/v1/audit${query}`, key === undefined ? {} : { key });

test("what a request changed is recorded with who, what and when, and without values", async () => {
  const { headers, body } = await world.request<{ tenant: { id: string } }>("POST", "/v1/tenants", {
    body: { ...ACME, name: "audited", settings: { smtpPassword: "canary-value" } },
  });

  const [entry] = (await audit("?action=createTenant")).body.items;

  expect(entry).toMatchObject({
    organization: "default",
    actor: "admin",
    subject: body.tenant.id,
    detail: { requestId: headers.get("x-request-id"), fields: ["name", "template", "placement", "settings"] },
  });
  expect(JSON.stringify(entry)).not.toContain("canary-value");
});

test("a request that is refused for what it asks leaves no entry, and one that only reads neither", async () => {
  const before = (await audit()).body.items[0]?.seq;
  const refused = await world.request("POST", "/v1/tenants", { body: { ...ACME, name: "UPPER" } });
  await world.request("POST", "/v1/tenants/preview", { body: ACME });
  await world.request("GET", "/v1/tenants");

  expect(refused.status).toBe(400);
  expect((await audit()).body.items[0]?.seq).toBe(before);
});

test("the answer to a repetition is not recorded twice", async () => {
  const send = () =>
    world.request("POST", "/v1/tenants", { body: { ...ACME, name: "twice" }, headers: { "Idempotency-Key": "twice" } });
  await send();
  const before = (await audit()).body.items[0]?.seq;
  await send();

  expect((await audit()).body.items[0]?.seq).toBe(before);
});

test("who looks at secrets is recorded", async () => {
  const { body } = await world.signUp("secretive");
  await world.ended(body.operation.id);
  await world.request("GET", "/v1/tenants/secretive/outputs");
  await world.request("GET", "/v1/tenants/secretive/outputs?reveal=true");

  expect((await audit("?action=getOutputs")).body.items).toMatchObject([{ actor: "admin", subject: "secretive" }]);
});

test("a request without the permission is recorded as refused", async () => {
  const refused = await world.request("GET", "/v1/hosts", { key: other });

  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect((await audit("", other)).body.items).toMatchObject([
    { action: "listHosts", actor: "other", detail: { outcome: "refused" } },
  ]);
});

test("an organization sees its own entries only", async () => {
  const { body } = await audit("", other);

  expect(new Set(body.items.map(({ organization }) => organization))).toEqual(new Set(["other"]));
});

test("entries come in pages, and by what they are about", async () => {
  const first = await audit("?limit=1");
  const second = await audit(`?limit=1&cursor=${first.body.nextCursor}`);
  const wrong = await audit("?cursor=abc");

  expect(first.body.items[0]?.seq).toBeGreaterThan(second.body.items[0]?.seq ?? Number.POSITIVE_INFINITY);
  expect((await audit("?actor=nobody")).body.items).toEqual([]);
  expect((await audit("?until=2020-01-01T00:00:00Z")).body.items).toEqual([]);
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: "/cursor" }] } });
});

test("the operator has the log verified; others may not", async () => {
  const { body } = await world.request<AuditVerification>("GET", "/v1/audit/verification");
  const refused = await world.request("GET", "/v1/audit/verification", { key: other });

  expect(body).toMatchObject({ intact: true, broken: null, rows: body.head.seq });
  expect(refused.status).toBe(403);
});
