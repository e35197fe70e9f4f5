import { until } from "@freehold/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import { closedBudgets, reopenBudget } from "../db/api-budgets.ts";
import { type Database, openDatabase } from "../db/kernel/database.ts";
import { openVendors, type Vendors } from "../testing/vendors.ts";
import { inMemory } from "../testing/warm-cluster.ts";
import { type Gateway, type GatewaySession, openGateway } from "./gateway.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2";

let db: Database;
let vendors: Vendors;
let gateway: Gateway;
let session: GatewaySession;
let hetzner: CloudTarget;
let logged: string[];

beforeAll(async () => {
  db = await openDatabase(await inMemory());
  vendors = await openVendors({ rateLimit: true, sshPort: 22_122 });
});
afterAll(async () => {
  await vendors.sandbox.close();
  await db.close();
});
beforeEach(() => begin());
afterEach(async () => {
  await gateway.close();
  await vendors.reset();
  await vendors.leave("hetzner", 3600);
  await db.em().execute("delete from api_budgets");
});

async function begin(options: { maxWaitMs?: number; timeoutMs?: number } = {}): Promise<void> {
  logged = [];
  const log = { warn: (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message })) };
  gateway = await openGateway({ db, log, ...options });
  session = gateway.openSession("op1", () => true);
  hetzner = await session.through(vendors.target("hetzner"));
}

async function again(options: Parameters<typeof begin>[0]): Promise<void> {
  await gateway.close();
  await begin(options);
}

async function ask(target: CloudTarget, method: string, path: string, body?: unknown): Promise<Response> {
  const { endpoint, token } = target.providers.hcloud ?? {};
  return fetch(`${endpoint}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const orderKey = (name = "k") => ask(hetzner, "POST", "/ssh_keys", { name, public_key: KEY });
const keysMade = async () => (await vendors.sandbox.inventory()).filter(({ type }) => type === "ssh_key").length;

test("calls reach the cloud with their token, and its answers come back as they are", async () => {
  const made = await orderKey();
  const refused = await ask(hetzner, "GET", "/ssh_keys/42");

  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({ ssh_key: { name: "k" } });
  expect(made.headers.get("ratelimit-limit")).toBe("3600");
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({ error: { code: "not_found" } });
  expect(await vendors.counts()).toEqual({ "hetzner POST /ssh_keys": 1, "hetzner GET /ssh_keys/{id}": 1 });
});

test("every vendor is reached by its own paths, DigitalOcean at the root of a port of its own", async () => {
  const { providers } = await session.through(vendors.target("digitalocean"));
  const { digitalocean, cloudflare } = providers;

  const [firewalls, token] = await Promise.all([
    fetch(new URL("/v2/firewalls", digitalocean?.apiEndpoint), {
      headers: { authorization: `Bearer ${digitalocean?.token}` },
    }),
    fetch(`${cloudflare?.baseUrl}/user/tokens/verify`, {
      headers: { authorization: `Bearer ${cloudflare?.apiToken}` },
    }),
  ]);

  expect([firewalls.status, token.status]).toEqual([200, 200]);
  expect(await vendors.counts()).toEqual({ "digitalocean GET /firewalls": 1, "cloudflare GET /user/tokens/verify": 1 });
});

test("when the operation has ended, its addresses lead nowhere", async () => {
  const { providers } = await session.through(vendors.target("digitalocean"));
  session.end();

  const order = await orderKey();
  const droplet = await fetch(new URL("/v2/droplets", providers.digitalocean?.apiEndpoint), { method: "POST" });

  expect([order.status, droplet.status]).toEqual([403, 403]);
  expect(await order.json()).toMatchObject({ error: { code: "forbidden" } });
  expect(await droplet.json()).toMatchObject({ id: "forbidden" });
  expect(await vendors.counts()).toEqual({});
  expect(logged).toHaveLength(2);
});

test("a worker that does not hold the operation any more reaches no cloud, whether it was notified or not", async () => {
  let holds = true;
  const stale = await gateway.openSession("op2", () => holds).through(vendors.target("hetzner"));
  expect((await ask(stale, "GET", "/servers")).status).toBe(200);

  holds = false;
  const answer = await ask(stale, "POST", "/servers", { name: "second", server_type: "cx23", image: "debian-12" });

  expect(answer.status).toBe(403);
  expect(await vendors.counts()).toEqual({ "hetzner GET /servers": 1 });
});

test("a call that waits while its operation ends is refused and never sent", async () => {
  await orderKey();
  await vendors.leave("hetzner", 0);
  await ask(hetzner, "GET", "/servers"); // finds out that nothing is left, and waits for the refill
  const before = await vendors.counts();
  const waiting = orderKey("late");
  await until("a call to wait", (see) => see(gateway.traffic.waiting()).some(({ waiting }) => waiting > 0));

  session.end();

  expect((await waiting).status).toBe(403);
  expect(await vendors.counts()).toEqual(before);
});

test("when the service stops, what waits for a budget is refused and a call under way ends", async () => {
  await vendors.fault({ cloud: "hetzner", method: "POST", kind: "delay", ms: 1500 });
  const underWay = orderKey();
  await until("the order to be held up", async (see) => see(await vendors.faults()) === 0);
  await db.em().execute("update api_budgets set tokens = -1000");
  const waiting = ask(hetzner, "GET", "/servers");
  await until("a call to wait", (see) => see(gateway.traffic.waiting()).some(({ waiting }) => waiting > 0));

  session.stopWaiting();

  expect((await waiting).status).toBe(403);
  expect((await underWay).status).toBe(201);
  expect((await orderKey("late")).status).toBe(403);
  expect(await vendors.counts()).toEqual({ "hetzner POST /ssh_keys": 1 });
});

test("a loop's session ends with the loop, also while a call of it waits", async () => {
  const loop = new AbortController();
  const reached = await gateway
    .openSession("loop", () => true, { signal: loop.signal })
    .through(vendors.target("hetzner"));
  await ask(reached, "GET", "/servers");
  await db.em().execute("update api_budgets set tokens = -1000");
  const waiting = ask(reached, "GET", "/servers");
  await until("a call to wait", (see) => see(gateway.traffic.waiting()).some(({ waiting }) => waiting > 0));

  loop.abort();

  expect((await waiting).status).toBe(403);
});

test("an account that its vendor closes for a day is closed for an hour, is reported to the operation, and can be reopened", async () => {
  const reported: object[] = [];
  session.onClosed((closed) => reported.push(closed));
  await vendors.fault({ cloud: "hetzner", method: "GET", kind: "status", status: 429, retryAfter: 86_400 });
  const asked = ask(hetzner, "GET", "/servers");
  await until("the pause to be reported", () => reported.length > 0);

  const [closed] = await closedBudgets(db.em());
  const account = vendors.target("hetzner").accountId;
  expect(closed).toMatchObject({ id: account, cloud: "hetzner" });
  expect(closed?.closedSec).toBeLessThanOrEqual(3600);
  expect(reported).toEqual([expect.objectContaining({ cloud: "hetzner", account })]);

  await reopenBudget(db.em(), account);

  expect((await asked).status).toBe(200);
});

test("a guessed address is refused", async () => {
  const { endpoint = "" } = hetzner.providers.hcloud ?? {};
  const url = new URL(endpoint);

  const answers = await Promise.all([
    fetch(`${url.origin}/guessed/hetzner/v1/servers`),
    fetch(`${url.origin}/v1/servers`),
    fetch(`${url.origin}${url.pathname.replace("hetzner", "docker")}/servers`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([403, 404, 404]);
  expect(await vendors.counts()).toEqual({});
});

test("a budget that others have used up is found out by one call, and is never passed", async () => {
  await vendors.leave("hetzner", 5);
  const began = performance.now();

  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(hetzner, "GET", "/servers")));

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(await vendors.tally("hetzner")).toMatchObject({ lowest: 0, exceeded: 0 });
  // Five were there; the vendor gives one back a second.
  expect(performance.now() - began).toBeGreaterThan(2000);
});

test("two services share an account's budget through the database", async () => {
  await vendors.leave("hetzner", 6);
  const other = await openGateway({ db, log: { warn: () => {} } });
  const theirs = await other.openSession("op2", () => true).through(vendors.target("hetzner"));
  await Promise.all([ask(hetzner, "GET", "/servers"), ask(theirs, "GET", "/servers")]);

  const calls = [hetzner, theirs].flatMap((target) => [1, 2, 3].map(() => ask(target, "GET", "/servers")));
  const answers = await Promise.all(calls);

  await other.close();
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(await vendors.tally("hetzner")).toMatchObject({ exceeded: 0 });
});

test("the vendor's 429 is waited out, and the order is carried out once", async () => {
  await vendors.fault({ cloud: "hetzner", method: "POST", kind: "status", status: 429, retryAfter: 1, times: 2 });

  const answer = await orderKey();

  expect(answer.status).toBe(201);
  expect(await keysMade()).toBe(1);
  expect(await vendors.counts()).toEqual({ "hetzner POST (no operation)": 2, "hetzner POST /ssh_keys": 1 });
});

test("a call that waits longer than it may is answered in the vendor's form with a time to wait", async () => {
  await again({ maxWaitMs: 300 });
  await vendors.leave("hetzner", 1);
  await ask(hetzner, "GET", "/servers");

  const answer = await orderKey();

  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({
    error: {
      code: "rate_limit_exceeded",
      message: expect.stringContaining("the API budget of account hetznersandbox"),
    },
  });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await keysMade()).toBe(0);
});

test("an answer that is lost is lost for the caller too, and an order is not sent again", async () => {
  await vendors.fault({ cloud: "hetzner", method: "POST", kind: "reset-after" });
  await expect(orderKey()).rejects.toThrow("fetch failed");
  expect(await keysMade()).toBe(1);

  await vendors.fault({ cloud: "hetzner", method: "GET", kind: "reset-before" });
  expect((await ask(hetzner, "GET", "/servers")).status).toBe(200);
});

test("a vendor that thinks too long is given up: a question is answered 504, an order is lost", async () => {
  await again({ timeoutMs: 100 });
  await vendors.fault({ cloud: "hetzner", kind: "delay", ms: 400, times: 2 });

  const question = await ask(hetzner, "GET", "/servers");

  expect(question.status).toBe(504);
  expect(await question.json()).toMatchObject({ error: { code: "timeout" } });
  await expect(orderKey()).rejects.toThrow("fetch failed");
  // Given up, it is carried out all the same, and once.
  await until("the order to come", async (see) => see(await vendors.counts())["hetzner POST /ssh_keys"]);
  expect(await keysMade()).toBe(1);
});

test("a vendor that cannot be reached is answered 502, because nothing was done", async () => {
  const target = vendors.target("hetzner");
  const nowhere = {
    ...target,
    accountId: "nowhere",
    inventory: [{ cloud: "hetzner" as const, token: "t", endpoint: "http://127.0.0.1:9/v1" }],
  };

  const answer = await ask(await session.through(nowhere), "POST", "/servers", {});

  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({
    error: { code: "bad_gateway", message: expect.stringContaining("127.0.0.1:9 cannot be reached: ECONNREFUSED") },
  });
});

test("without the database no call is sent, and an answer that is there reaches its caller", async () => {
  await orderKey();
  const working = db.em;
  const breakDatabase = () => {
    db.em = () => {
      throw new Error("the database does not answer");
    };
  };
  await vendors.leave("hetzner", 50); // a count that ours has to be corrected to
  await vendors.fault({ cloud: "hetzner", method: "DELETE", kind: "delay", ms: 300 });
  const underWay = ask(hetzner, "DELETE", "/ssh_keys/42");
  await until("the fault to happen", async (see) => see(await vendors.faults()) === 0);

  breakDatabase();
  const answered = await underWay;
  const refused = await orderKey("second");
  db.em = working;

  expect(answered.status).toBe(404);
  expect(logged.join()).toContain("the budget of an account cannot be corrected");
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "unavailable" } });
  expect(await vendors.counts()).toEqual({ "hetzner POST /ssh_keys": 1, "hetzner DELETE /ssh_keys/{id}": 1 });
});

test("calls are counted by account and status, and nothing secret is logged", async () => {
  await orderKey();
  await orderKey();
  await vendors.fault({ cloud: "hetzner", method: "POST", kind: "reset-after" });
  await orderKey("secret-name").catch(() => {});
  session.end();
  await orderKey("secret-name");

  const account = vendors.target("hetzner").accountId;
  expect(gateway.traffic.calls()).toEqual([
    { cloud: "hetzner", account, status: "201", count: 1 },
    { cloud: "hetzner", account, status: "409", count: 1 },
    { cloud: "hetzner", account, status: "lost", count: 1 },
  ]);
  expect(gateway.traffic.waiting()).toContainEqual({ cloud: "hetzner", account, waiting: 0 });
  const grant = new URL(hetzner.providers.hcloud?.endpoint ?? "").pathname.split("/")[1] ?? "";
  for (const secret of ["secret-name", KEY, hetzner.providers.hcloud?.token ?? "", grant])
    expect(logged.join()).not.toContain(secret);
});
