import { availableClouds, costPerMonth } from "@freehold/catalogue";
import { type GoneItem, type KeptItem, Operation, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { recordExpectedResources } from "../db/tenant-ledgers.ts";
import { ACME, makeWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

async function activeTenant(name: string): Promise<Tenant> {
  const { body } = await world.signUp(name);
  await world.ended(body.operation.id);
  return (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body;
}

async function destroy(name: string): Promise<Operation> {
  const { body } = await world.request<{ operation: Operation }>("DELETE", `/v1/tenants/${name}`);
  return world.ended(body.operation.id);
}

test("a signup is accepted before anything is built", async () => {
  const hold = world.engine.holdAt("hcloud:index/server:Server");

  const { status, body } = await world.signUp("early");

  expect(status).toBe(202);
  expect(Tenant.parse(body.tenant)).toMatchObject({ name: "early", status: "requested", url: null });
  expect(Operation.parse(body.operation)).toMatchObject({ kind: "create", status: "queued", percent: 0 });
  hold.release();
  await world.ended(body.operation.id);
});

test("a tenant goes through six stages to active, and its destroy leaves nothing", async () => {
  const signup = await world.signUp("acme");
  const created = await world.ended(signup.body.operation.id);
  const tenant = await world.request("GET", "/v1/tenants/acme");
  const destroyed = await destroy("acme");
  await destroy("early");

  expect(created).toMatchObject({ status: "succeeded", percent: 100, stage: "complete", failure: null });
  expect(created.stages.map(({ name }) => name)).toEqual([
    "initialise",
    "allocate",
    "configure",
    "provision",
    "verify",
    "complete",
  ]);
  expect(created.stages.every(({ ms }) => ms !== null && ms >= 0)).toBe(true);
  expect(tenant.body).toMatchObject({ status: "active", url: "https://acme.tenants.freehold.test", failure: null });
  expect(destroyed.status).toBe("succeeded");
  expect(await world.leftovers()).toEqual([]);
});

test("outputs are masked unless they are asked for, and gone after the destroy", async () => {
  const tenant = await activeTenant("masked");

  const masked = await world.request("GET", "/v1/tenants/masked/outputs");
  const revealed = await world.request("GET", `/v1/tenants/${tenant.id}/outputs?reveal=true`);
  await destroy("masked");
  const after = await world.request("GET", `/v1/tenants/${tenant.id}/outputs`);

  expect(masked.body).toMatchObject({ sshPrivateKey: "***", credentials: { anonKey: "***", jwtSecret: "***" } });
  expect(JSON.stringify(masked.body)).not.toContain(`of-${tenant.id}`);
  expect(revealed.body).toMatchObject({
    sshPrivateKey: `private-key-of-${tenant.id}`,
    credentials: { anonKey: `anon-of-${tenant.id}` },
  });
  expect(after).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
});

test("no secret of a tenant is in the database in plain text", async () => {
  const settings = { smtpPassword: "hunter2" };
  const signup = await world.request<{ operation: Operation }>("POST", "/v1/tenants", {
    body: { ...ACME, name: "sealed", settings },
    headers: { "Idempotency-Key": "sealed" },
  });
  await world.ended(signup.body.operation.id);
  const tenant = (await world.request<Tenant>("GET", "/v1/tenants/sealed")).body;

  const rows = await world.service.db.em().execute("select * from tenants where id = ?", [tenant.id]);
  const events = await world.service.db.em().execute("select * from operation_events");
  const answers = await world.service.db.em().execute("select * from idempotency_keys");

  expect(JSON.stringify([rows, events, answers])).not.toMatch(/hunter2|(private-key|anon|service|jwt|password)-of-/);
  expect(world.engine.lastConfig["freehold-tenant:settings"]).toEqual({
    value: JSON.stringify(settings),
    secret: true,
  });
  expect(JSON.stringify(rows)).toContain("fh1.");
  await destroy("sealed");
});

test("a destroy asked for twice is one operation, and a destroyed tenant is not found again", async () => {
  const tenant = await activeTenant("twice");
  const hold = world.engine.holdAt("hcloud:index/server:Server");

  const first = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/twice");
  await hold.reached;
  const second = await world.request<{ operation: Operation }>("DELETE", `/v1/tenants/${tenant.id}`);
  hold.release();
  await world.ended(first.body.operation.id);
  const third = await world.request("DELETE", `/v1/tenants/${tenant.id}`);
  const byName = await world.request("GET", "/v1/tenants/twice");
  const byId = await world.request("GET", `/v1/tenants/${tenant.id}`);

  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.body.operation.id).toBe(first.body.operation.id);
  expect(third).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(byName.status).toBe(404);
  expect(byId.body).toMatchObject({ status: "destroyed", url: null });
});

test("a protected tenant is neither destroyed nor forgotten until its owner takes that back; what the engine protects is no hindrance", async () => {
  const { id } = await activeTenant("precious");
  const protect = (value: unknown) =>
    world.request<Tenant & { code: string }>("PATCH", "/v1/tenants/precious", { body: { protected: value } });

  const shielded = await protect(true);
  const destroyed = await world.request("DELETE", "/v1/tenants/precious");
  const forgotten = await world.request("POST", "/v1/tenants/precious/forget", { body: { reason: "for a test" } });
  const still = await world.request<Tenant>("GET", `/v1/tenants/${id}`);
  const nonsense = await protect("yes");
  const open = await protect(false);
  const calls = world.engine.calls.length;
  await destroy("precious");
  const late = await world.request("PATCH", `/v1/tenants/${id}`, { body: { protected: true } });

  expect(shielded).toMatchObject({ status: 200, body: { protected: true, status: "active" } });
  for (const refused of [destroyed, forgotten]) {
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: "tenant_protected",
        nextStep: `when it is to go, take the protection away ("protected": false) with PATCH /v1/tenants/${id}`,
      },
    });
  }
  expect(still.body).toMatchObject({ status: "active", protected: true });
  expect(nonsense).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  expect(open.body.protected).toBe(false);
  expect(world.engine.calls.slice(calls)).toContain("unprotect");
  expect(late).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("who may reach the database is asked at the signup and changed by an update; what cannot be let in is refused at its place", async () => {
  const accepted = await world.request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
    body: { ...ACME, name: "opened", databaseAllowedFrom: ["0.0.0.0/0"] },
  });
  await world.ended(accepted.body.operation.id);
  const born = world.engine.lastConfig["freehold-tenant:databaseAllowedFrom"];
  const change = (databaseAllowedFrom: unknown) =>
    world.request<Tenant>("PATCH", "/v1/tenants/opened", { body: { databaseAllowedFrom } });

  const changed = await change(["192.0.2.0/24"]);
  const { body: operations } = await world.request<{ items: Operation[] }>("GET", "/v1/tenants/opened/operations");
  await world.ended(operations.items[0]?.id ?? "");
  const updated = world.engine.lastConfig["freehold-tenant:databaseAllowedFrom"];
  const hostBits = await change(["192.0.2.0/24", "192.0.2.7/24"]);
  const many = await change(Array.from({ length: 101 }, (_, at) => `10.0.${at}.0/24`));
  const slot = await world.request("POST", "/v1/tenants", {
    body: {
      ...{ ...ACME, name: "slotted", databaseAllowedFrom: ["192.0.2.0/24", "2001:db8::/32"] },
      placement: { cloud: "docker", region: "local", size: "small" },
    },
  });

  expect(accepted.body.tenant.warnings).toContainEqual(expect.stringMatching(/0\.0\.0\.0\/0 lets everybody try/));
  expect(born?.value).toBe('["0.0.0.0/0"]');
  expect(changed.body).toMatchObject({ databaseAllowedFrom: ["192.0.2.0/24"] });
  expect(operations.items[0]).toMatchObject({ kind: "update" });
  expect(updated?.value).toBe('["192.0.2.0/24"]');
  expect(hostBits).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/databaseAllowedFrom/1", detail: expect.stringContaining("192.0.2.7/32") }] },
  });
  expect(many).toMatchObject({ status: 400, body: { errors: [{ pointer: "/databaseAllowedFrom" }] } });
  expect(slot).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/databaseAllowedFrom/1", detail: expect.stringContaining("IPv4 only") }] },
  });
  await destroy("opened");
});

test("a destroy says what goes and what is kept, and what is being destroyed is protected no more", async () => {
  const { id } = await activeTenant("leaving");
  const server = { cloud: "hetzner", type: "server", id: "42", name: `fh-${id}`, facts: {} } as const;
  await recordExpectedResources(world.service.db.em(), id, [server]);
  const hold = world.engine.holdAt("hcloud:index/server:Server");

  const { body } = await world.request<{ operation: Operation; goes: GoneItem[]; kept: KeptItem[] }>(
    "DELETE",
    "/v1/tenants/leaving",
  );
  await hold.reached;
  const late = await world.request("PATCH", "/v1/tenants/leaving", { body: { protected: true } });
  hold.release();
  await world.ended(body.operation.id);

  expect(body.goes).toEqual([
    { kind: "server", name: `fh-${id}`, at: "hetzner" },
    { kind: "data", name: "everything that leaving stores", at: "hetzner" },
    { kind: "secret", name: "its passwords, keys and outputs", at: "freehold" },
    { kind: "name", name: "leaving", at: "freehold" },
  ]);
  expect(body.kept.map(({ what }) => what)).toEqual([`the record of tenant ${id}`, "the audit log"]);
  expect(late).toMatchObject({ status: 409, body: { code: "operation_in_progress" } });
});

test("a name is free again once its tenant is destroyed", async () => {
  const first = await activeTenant("phoenix");
  await destroy("phoenix");

  const second = await activeTenant("phoenix");

  expect(second).toMatchObject({ status: "active", name: "phoenix" });
  expect(second.id).not.toBe(first.id);
  await destroy("phoenix");
});

test("two tenants share no port", async () => {
  await Promise.all([activeTenant("porta"), activeTenant("portb")]);

  const rows = await world.service.db
    .em()
    .execute<{ ports: Record<string, number> }[]>(
      "select ports from tenants where name in ('porta', 'portb') and status = 'active'",
    );
  const ports = rows.flatMap((row) => Object.values(row.ports));

  expect(ports).toHaveLength(6);
  expect(new Set(ports).size).toBe(6);
  expect(Math.min(...ports)).toBe(54000);
  await Promise.all([destroy("porta"), destroy("portb")]);
});

test("tenants are listed newest first, in pages that neither skip nor repeat", async () => {
  for (const name of ["page-a", "page-b", "page-c"]) await activeTenant(name);

  const first = await world.request<Page>("GET", "/v1/tenants?limit=2");
  const second = await world.request<Page>("GET", `/v1/tenants?limit=2&cursor=${first.body.nextCursor}`);
  const active = await world.request<Page>("GET", "/v1/tenants?status=active");
  const destroyed = await world.request<Page>("GET", "/v1/tenants?status=destroyed&limit=1");

  expect(first.body.items.map(({ name }) => name)).toEqual(["page-c", "page-b"]);
  expect(second.body.items.map(({ name }) => name)).toEqual(["page-a"]);
  expect(second.body.nextCursor).toBeNull();
  expect(active.body.items).toHaveLength(3);
  expect(destroyed.body.items[0]).toMatchObject({ status: "destroyed" });
  for (const name of ["page-a", "page-b", "page-c"]) await destroy(name);
});

interface Page {
  items: Tenant[];
  nextCursor: string | null;
}

test("a tenant's operations are listed newest first", async () => {
  const tenant = await activeTenant("history");
  await destroy("history");

  const { body } = await world.request<{ items: Operation[] }>("GET", `/v1/tenants/${tenant.id}/operations`);

  expect(body.items.map(({ kind, status }) => `${kind} ${status}`)).toEqual(["destroy succeeded", "create succeeded"]);
});

test("a preview reports what would be built and builds nothing", async () => {
  const calls = world.engine.calls.length;

  const { status, body } = await world.request("POST", "/v1/tenants/preview", {
    body: { name: "maybe", template: "supabase", placement: { cloud: "hetzner", region: "fsn1", size: "small" } },
  });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    host: "maybe.tenants.freehold.test",
    machineType: { name: "cx23", cores: 2 },
    costPerMonth: { amount: 5.99, currency: "EUR" },
    quota: { allowed: true },
    resources: expect.arrayContaining([
      { type: "hcloud:index/server:Server", name: "tenant-machine-server" },
      { type: "cloudflare:index/dnsRecord:DnsRecord", name: "name-aaaa" },
    ]),
  });
  expect(world.engine.calls).toHaveLength(calls);
  expect((await world.request("GET", "/v1/tenants/maybe")).status).toBe(404);
});

test("a size costs what a preview and the tenant's outputs say, and each says what is in it", async () => {
  type Priced = { price: { perMonth: Money; contains: { item: string; perMonth: Money }[] } };
  type Money = { amount: number; currency: string };
  const placement = { cloud: "hetzner", region: "fsn1", size: "small" };

  const sizes = await world.request<{ items: (Priced & { size: string })[] }>(
    "GET",
    "/v1/clouds/hetzner/sizes?region=fsn1",
  );
  const preview = await world.request<Priced & { costPerMonth: Money }>("POST", "/v1/tenants/preview", {
    body: { name: "priced", template: "supabase", placement },
  });

  const { price } = sizes.body.items.find(({ size }) => size === "small") ?? { price: undefined };
  expect(price).toEqual(preview.body.price);
  expect(price).toMatchObject({
    perMonth: { amount: 5.99, currency: "EUR" },
    contains: [
      { item: "machine", perMonth: { amount: 5.49 } },
      { item: "public_ipv4", perMonth: { amount: 0.5 } },
    ],
  });
  expect(preview.body.costPerMonth).toEqual(costPerMonth("hetzner", "cx23"));
});

test("the account's stack is built once, before its first tenant", () => {
  expect(world.engine.calls[0]).toBe("up account");
  expect(world.engine.calls.filter((call) => call === "up account")).toHaveLength(1);
});

interface OfferedTemplate {
  name: string;
  available: boolean;
  settings: { name: string }[];
}

test("the offer is there to choose from", async () => {
  const clouds = await world.request("GET", "/v1/clouds");
  const regions = await world.request<{ items: { name: string }[] }>("GET", "/v1/clouds/hetzner/regions");
  const sizes = await world.request<{ items: { size: string }[] }>("GET", "/v1/clouds/hetzner/sizes?region=fsn1");
  const templates = await world.request<{ items: OfferedTemplate[] }>("GET", "/v1/templates");

  expect(clouds.body).toEqual({ items: availableClouds().map((name) => ({ name, configured: true, missing: [] })) });
  expect(regions.body.items.map(({ name }) => name)).toContain("fsn1");
  expect(sizes.body.items.map(({ size }) => size)).toEqual(["small", "medium", "large", "xlarge"]);
  const offered = templates.body.items.filter(({ available }) => available);
  expect(offered).toMatchObject([
    { name: "app", versions: ["1"], defaultVersion: "1" },
    { name: "supabase", versions: ["0.7.0", "2024-ten"], defaultVersion: "0.7.0" },
  ]);
  expect(offered[1]?.settings.find(({ name }) => name === "smtpPort")).toMatchObject({
    ...{ type: "integer", default: 587, minimum: 1, maximum: 65_535, secret: false },
  });
});

test("what is accepted says where it is followed", async () => {
  const signup = await world.signUp("followed");
  const followed = await world.request<Operation>("GET", signup.headers.get("location") ?? "");
  await world.ended(signup.body.operation.id);
  const swept = await world.request("POST", "/v1/ledger/sweep");
  const read = await world.request("GET", "/v1/tenants/followed");
  await destroy("followed");

  expect(signup.headers.get("location")).toBe(`/v1/operations/${signup.body.operation.id}`);
  expect(followed.body.id).toBe(signup.body.operation.id);
  expect({ status: swept.status, location: swept.headers.get("location") }).toEqual({
    ...{ status: 202, location: "/v1/ledger" },
  });
  expect(read.headers.get("location")).toBeNull();
});

test("lists take several statuses, and their cursors lead through all that there is", async () => {
  for (const name of ["one", "two"]) await activeTenant(name);
  await destroy("two");
  await world.request("POST", "/v1/tenants/one/refresh").then(async ({ body }) => {
    await world.ended((body as { operation: Operation }).operation.id);
  });
  const names = async (query: string): Promise<string[]> =>
    (await world.request<{ items: Tenant[] }>("GET", `/v1/tenants?limit=200&${query}`)).body.items
      .map(({ name }) => name)
      .filter((name) => ["one", "two"].includes(name));
  const page = async (query: string) =>
    (
      await world.request<{ items: Operation[]; nextCursor: string | null }>(
        "GET",
        `/v1/tenants/one/operations?${query}`,
      )
    ).body;

  expect(await names("status=active,destroyed")).toEqual(["two", "one"]);
  expect(await names("status=active&status=destroyed")).toEqual(["two", "one"]);
  expect(await names("status=active")).toEqual(["one"]);
  expect((await world.request("GET", "/v1/tenants?status=active,happy")).status).toBe(400);

  const first = await page("limit=1");
  const second = await page(`limit=1&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ kind }) => kind)).toEqual(["refresh", "create"]);
  expect(second.nextCursor).toBeNull();
  expect((await page("status=failed,cancelled")).items).toEqual([]);
  await destroy("one");
});
