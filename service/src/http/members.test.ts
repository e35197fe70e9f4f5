import { createClient } from "@freehold/client";
import type { ApiKey, IssuedApiKey, Member } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { API_KEY_PATTERN } from "../crypto/api-key.ts";
import { makeCustomer } from "../testing/customer.ts";
import { ACME, makeWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

interface Issued {
  apiKey: IssuedApiKey;
}

test("each role may do what its permissions say, and a refusal names the one that lacks", async () => {
  const customer = await makeCustomer(world, "roles");
  const viewer = await customer.member("viewer");
  const member = await customer.member("member");
  const signUp = { body: { ...ACME, name: "roles-one" } };

  const answers = {
    viewerReads: await customer.request("GET", "/v1/tenants", { key: viewer.key }),
    viewerWrites: await customer.request("POST", "/v1/tenants", { key: viewer.key, ...signUp }),
    memberWrites: await customer.request("POST", "/v1/tenants", { key: member.key, ...signUp }),
    memberInvites: await customer.request("POST", "/v1/members", { key: member.key, body: {} }),
    viewerReveals: await customer.request("GET", "/v1/tenants/roles-one/outputs?reveal=true", { key: viewer.key }),
    ownerRuns: await customer.request("GET", "/v1/hosts"),
  };

  expect(Object.fromEntries(Object.entries(answers).map(([what, { status }]) => [what, status]))).toEqual({
    viewerReads: 200,
    viewerWrites: 403,
    memberWrites: 202,
    memberInvites: 403,
    viewerReveals: 403,
    ownerRuns: 403,
  });
  expect(answers.viewerWrites.body).toMatchObject({
    code: "forbidden",
    detail: expect.stringContaining("tenants:write"),
  });
  expect(answers.viewerReveals.body).toMatchObject({ detail: expect.stringContaining("secrets:read") });
});

test("an admin makes and removes members, but nothing of an owner", async () => {
  const customer = await makeCustomer(world, "ranks");
  const { key } = await customer.member("admin");
  const as = { key };

  const made = await customer.request<{ member: Member }>("POST", "/v1/members", {
    ...as,
    body: { name: "M", email: "M@Ranks.Example.com", role: "member" },
  });
  const owner = { name: "O", email: "o2@ranks.example.com", role: "owner" };
  const refused = await Promise.all([
    customer.request("POST", "/v1/members", { ...as, body: owner }),
    customer.request("PATCH", `/v1/members/${made.body.member.id}`, { ...as, body: { role: "owner" } }),
    customer.request("PATCH", `/v1/members/${customer.ownerId}`, { ...as, body: { name: "X" } }),
    customer.request("DELETE", `/v1/members/${customer.ownerId}`, as),
    customer.request("POST", "/v1/api-keys", { ...as, body: { name: "up", role: "owner" } }),
    customer.request("POST", "/v1/api-keys", { ...as, body: { name: "up", memberId: customer.ownerId } }),
  ]);
  const removed = await customer.request("DELETE", `/v1/members/${made.body.member.id}`, as);

  expect(made.body.member).toMatchObject({ email: "m@ranks.example.com", role: "member" });
  for (const answer of refused) {
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "forbidden", detail: expect.stringContaining("organization:write") },
    });
  }
  expect(removed.status).toBe(200);
});

test("a member's keys follow the member's role and end with the member", async () => {
  const customer = await makeCustomer(world, "follows");
  const { id, key } = await customer.member("admin");

  await customer.request("PATCH", `/v1/members/${id}`, { body: { role: "viewer" } });
  const demoted = await customer.request("POST", "/v1/members", { key, body: {} });
  await customer.request("DELETE", `/v1/members/${id}`);
  const removed = await customer.request("GET", "/v1/members", { key });

  expect(demoted.status).toBe(403);
  expect(removed).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
});

test("an address is one member's alone, and an organization keeps an owner", async () => {
  const customer = await makeCustomer(world, "keeps");
  await customer.member("member", "m@keeps.example.com");

  const twice = await customer.request("POST", "/v1/members", {
    body: { name: "M", email: "m@keeps.example.com", role: "viewer" },
  });
  const demoted = await customer.request("PATCH", `/v1/members/${customer.ownerId}`, { body: { role: "admin" } });
  const removed = await customer.request("DELETE", `/v1/members/${customer.ownerId}`);

  expect(twice).toMatchObject({ status: 409, body: { code: "member_exists" } });
  expect(demoted).toMatchObject({ status: 409, body: { code: "last_owner" } });
  expect(removed).toMatchObject({ status: 409, body: { code: "last_owner" } });
});

test("a key may do less than its role, never more, and no more than the key that makes it", async () => {
  const customer = await makeCustomer(world, "scoped");
  const narrow = await customer.issueKey({ scopes: ["tenants:read", "api-keys:write"] });

  const reads = await customer.request("GET", "/v1/tenants", { key: narrow.key });
  const lists = await customer.request("GET", "/v1/api-keys", { key: narrow.key });
  const wider = await customer.request("POST", "/v1/api-keys", { key: narrow.key, body: { name: "wider" } });
  const same = await customer.request<Issued>("POST", "/v1/api-keys", {
    key: narrow.key,
    body: { name: "same", scopes: ["tenants:read"] },
  });
  const beyond = await customer.request("POST", "/v1/api-keys", {
    body: { name: "beyond", role: "viewer", scopes: ["tenants:write"] },
  });
  const operator = await customer.request("POST", "/v1/api-keys", { body: { name: "op", role: "operator" } });

  expect([reads.status, lists.status, wider.status, same.status]).toEqual([200, 403, 403, 201]);
  expect(same.body.apiKey.permissions).toEqual(["tenants:read"]);
  expect(beyond).toMatchObject({ status: 400, body: { errors: [{ pointer: "/scopes" }] } });
  expect(operator).toMatchObject({ status: 400, body: { errors: [{ pointer: "/role" }] } });
});

test("a key is shown once and stored as a digest", async () => {
  const customer = await makeCustomer(world, "shown");
  const { id, key } = await customer.issueKey();

  const read = await customer.request<ApiKey>("GET", `/v1/api-keys/${id}`);
  const rows = await world.service.db.em().execute("select * from api_keys");

  expect(key).toMatch(API_KEY_PATTERN);
  expect(read.body).toMatchObject({ id, hint: key.slice(-4), status: "active", lastUsedAt: null });
  expect(JSON.stringify([read.body, rows])).not.toContain(key);
});

test("a key ends when it is revoked, and its use is noted", async () => {
  const customer = await makeCustomer(world, "ends");
  const { id, key } = await customer.issueKey();

  await customer.request("GET", "/v1/tenants", { key });
  const used = await customer.request<ApiKey>("GET", `/v1/api-keys/${id}`);
  const revoked = await customer.request("DELETE", `/v1/api-keys/${id}`);
  const after = await customer.request("GET", "/v1/tenants", { key });
  const listed = await customer.request<{ items: ApiKey[] }>("GET", "/v1/api-keys");

  expect(used.body.lastUsedAt).not.toBeNull();
  expect(revoked.body).toMatchObject({ status: "revoked" });
  expect(after).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  expect(listed.body.items.map((item) => item.id)).not.toContain(id);
});

test("a key that expired is refused and says so", async () => {
  const customer = await makeCustomer(world, "expires");
  const { id, key } = await customer.issueKey({ expiresAt: "2100-01-01T00:00:00Z" });
  const before = await customer.request("GET", "/v1/tenants", { key });
  await world.service.db
    .em()
    .execute("update api_keys set expires_at = now() - interval '1 second' where id = ?", [id]);

  const after = await customer.request("GET", "/v1/tenants", { key });
  const past = await customer.request("POST", "/v1/api-keys", {
    body: { name: "past", expiresAt: "2020-01-01T00:00:00Z" },
  });

  expect(before.status).toBe(200);
  expect(after).toMatchObject({ status: 401, body: { detail: expect.stringContaining("expired") } });
  expect(past).toMatchObject({ status: 400, body: { errors: [{ pointer: "/expiresAt" }] } });
});

test("a key with an end gives no more than it has, in time too", async () => {
  const customer = await makeCustomer(world, "ending");
  const [soon, later] = ["2100-01-01T00:00:00.000Z", "2100-01-02T00:00:00.000Z"];
  const viewer = await customer.member("viewer");
  const { id, key } = await customer.issueKey({ expiresAt: soon });
  const make = (body: object) =>
    customer.request<Issued>("POST", "/v1/api-keys", { key, body: { name: "x", ...body } });
  const change = (body: object, of = id) => customer.request<ApiKey>("PATCH", `/v1/api-keys/${of}`, { key, body });

  const made = {
    own: await make({}),
    earlier: await make({ expiresAt: "2099-01-01T00:00:00Z" }),
    later: await make({ expiresAt: later }),
    member: await customer.request<Issued>("POST", "/v1/members", {
      ...{ key, body: { name: "M", email: "m@ending.example.com", role: "viewer" } },
    }),
  };
  const changed = {
    ownEnd: await change({ expiresAt: null }),
    later: await change({ expiresAt: later }),
    others: await change({ expiresAt: later }, made.earlier.body.apiKey.id),
    name: await change({ name: "renamed" }),
  };
  const promoted = await customer.request("PATCH", `/v1/members/${viewer.id}`, { key, body: { role: "admin" } });

  expect(made.own.body.apiKey.expiresAt).toBe(soon);
  expect(made.earlier.body.apiKey.expiresAt).toBe("2099-01-01T00:00:00.000Z");
  expect(made.member.body.apiKey.expiresAt).toBe(soon);
  for (const refused of [made.later, changed.ownEnd, changed.later, changed.others]) {
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden", errors: [{ pointer: "/expiresAt" }] } });
  }
  expect(changed.name.body).toMatchObject({ name: "renamed", expiresAt: soon });
  expect(promoted).toMatchObject({ status: 403, body: { detail: expect.stringContaining("do not end by then") } });
});

test("the operator's first key cannot be revoked through the API, a further one can be made", async () => {
  const refused = await world.request("DELETE", "/v1/api-keys/admin");
  const made = await world.request<Issued>("POST", "/v1/api-keys", {
    body: { name: "ci", scopes: ["platform:admin"] },
  });
  const hosts = await world.request("GET", "/v1/hosts", { key: made.body.apiKey.key });
  const tenants = await world.request("GET", "/v1/tenants", { key: made.body.apiKey.key });

  expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect([made.status, hosts.status, tenants.status]).toEqual([201, 200, 403]);
});

test("the client makes, changes and ends members and keys", async () => {
  const customer = await makeCustomer(world, "clients");
  const client = createClient({ baseUrl: world.service.url, apiKey: customer.key });

  const { member } = await client.createMember({ name: "M", email: "m@clients.example.com", role: "viewer" });
  await client.changeMember(member.id, { role: "member" });
  const issued = await client.createApiKey({ name: "ci", memberId: member.id }, { idempotencyKey: "ci" });
  const own = await client.getOrganization("clients");
  const revoked = await client.revokeApiKey(issued.id);
  await client.removeMember(member.id);

  expect(issued).toMatchObject({ role: "member", key: expect.stringMatching(API_KEY_PATTERN) });
  expect(own.tier).toBe("enterprise");
  expect(revoked.status).toBe("revoked");
  expect(await client.listMembers()).toHaveLength(1);
  expect(await client.listApiKeys()).toHaveLength(1);
});
