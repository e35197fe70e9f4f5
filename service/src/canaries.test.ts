import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { IssuedWebhook, Operation, StackOutputs } from "@freehold/model";
import { until } from "@freehold/testing";
import { findEngine } from "@freehold/toolchain";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTenantPassphrase } from "./app/secrets/sealed.ts";
import { createLogger } from "./compose/logger.ts";
import { type Service, startService } from "./compose/start-service.ts";
import { readConfig } from "./config/config.ts";
import { generateApiKey } from "./crypto/api-key.ts";
import { generateMasterKey } from "./crypto/master-keys.ts";
import type { Em } from "./db/kernel/em.ts";
import { liveTenants } from "./db/tenants.ts";
import { Canaries, filesIn, processArguments, type Written } from "./testing/canaries.ts";
import { startPostgres } from "./testing/postgres.ts";

const pulumiBin = await findEngine({ env: process.env });
const postgres = await startPostgres();
const systemTmp = process.env.TMPDIR;
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

let folder: string;
let receiver: Server;
let written: Written[];
let canaries: Canaries;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-canaries-"));
  written = [];
  canaries = new Canaries();
  receiver = createServer(async (req, res) => {
    written.push({ where: "webhook", text: JSON.stringify(req.headers) + (await text(req)) });
    res.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  process.env.TMPDIR = path.join(folder, "tmp");
  await mkdir(process.env.TMPDIR);
});
afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  if (systemTmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = systemTmp;
  await rm(folder, { recursive: true, force: true });
});

const missingEngine = pulumiBin === undefined ? "no Pulumi engine 3.250.0" : undefined;
const missingPostgres = "missing" in postgres ? postgres.missing : undefined;
canaryTest("with state in files", missingEngine, async () => ({}));
canaryTest("with state in PostgreSQL", missingEngine ?? missingPostgres, async () => {
  if ("missing" in postgres) throw new Error(postgres.missing);
  const password = `canarypassword${Math.random().toString(36).slice(2)}`;
  canaries.plant("password of the database", password);
  return {
    DATABASE_URL: await postgres.newOwnedDatabase("createrole", password),
    PULUMI_BACKEND_URL: `${await postgres.newOwnedDatabase("createrole", password)}?sslmode=disable`,
  };
});

function canaryTest(name: string, missing: string | undefined, settings: () => Promise<Record<string, string>>): void {
  const title = `no secret can be read where it does not belong, ${name}`;
  if (missing === undefined) test(title, async () => searchFor(await settings()), 600_000);
  else test.skip(`${title} (skipped: ${missing})`, () => {});
}

async function searchFor(settings: Record<string, string>): Promise<void> {
  const env = plantSettings(settings);
  const service = await start(env);
  const watch = watchProcesses();
  try {
    await live(service);
    await plantWhatWasMade(service);
    written.push(...(await tablesOf(service.db.em(), "service's table")));
    if (env.PULUMI_BACKEND_URL !== undefined) written.push(...(await stateTables(env.PULUMI_BACKEND_URL)));
    written.push(...(await filesIn(folder)));
    await destroy(service, "canary");
  } finally {
    await service.close();
    await watch.stop();
  }
  written.push(...(await filesIn(folder)));

  expect(canaries.size).toBeGreaterThan(20);
  expect(canaries.foundIn(written)).toEqual([]);
  await proveItself();
}

/** Secrets that come by the settings. */
function plantSettings(settings: Record<string, string>): Record<string, string> {
  const masterKey = generateMasterKey();
  const adminKey = generateApiKey();
  canaries.plant("master key", masterKey);
  canaries.plant("operator's key", adminKey);
  return {
    FREEHOLD_HOME: path.join(folder, "home"),
    PORT: "0",
    LOG_LEVEL: "trace",
    FREEHOLD_MASTER_KEY: masterKey,
    FREEHOLD_ADMIN_KEY: adminKey,
    FREEHOLD_PRIVATE_TARGETS: "127.0.0.0/8",
    FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
    FREEHOLD_DRAIN_SEC: "0",
    ...settings,
  };
}

async function start(env: Record<string, string>): Promise<Service> {
  const config = readConfig(env);
  const log = createLogger("trace", { write: (line) => void written.push({ where: "log", text: line }) });
  const service = await startService(config, { log });
  const { sandbox } = service;
  if (sandbox === undefined) throw new Error("the test needs a sandbox of its own");
  canaries.plant("Hetzner token", sandbox.hetzner.token);
  canaries.plant("DigitalOcean token", sandbox.digitalocean.token);
  canaries.plant("Cloudflare token", sandbox.cloudflare.token);
  canaries.plant("Proxmox VE token", sandbox.proxmox.tokenSecret);
  canaries.plant("Dokploy API key", sandbox.dokploy.apiKey);
  canaries.plant("AWS secret key", sandbox.route53.secretAccessKey);
  return service;
}

/** A create, a create that fails, a credential that is refused, requests that are wrong, a key, a webhook. */
async function live(service: Service): Promise<void> {
  const port = (receiver.address() as AddressInfo).port;
  const { secret } = await issue<IssuedWebhook>(service, "/v1/webhooks", { url: `http://127.0.0.1:${port}/hook` });
  canaries.plant("webhook's secret", secret ?? "");
  const { apiKey } = await issue<{ apiKey: { key: string } }>(service, "/v1/api-keys", {
    name: "canary",
    role: "viewer",
  });
  canaries.plant("API key", apiKey.key);
  await wrongRequests(service, apiKey.key);

  const smtpPassword = "canary-of-smtp-7f3a";
  canaries.plant("setting of the template", smtpPassword);
  const created = await signUp(service, "canary", { smtpPassword });
  expect(created.failure).toBeNull();
  await refuseOrders(service);
  const failed = await signUp(service, "failing", { smtpPassword });
  expect(failed.status).not.toBe("succeeded");

  const paths = ["/v1/tenants", "/v1/tenants/canary", "/v1/tenants/canary/outputs", "/v1/tenants/canary/operations"];
  paths.push("/v1/credentials", "/v1/webhooks", "/v1/api-keys", "/v1/hosts", "/v1/audit?limit=200", "/metrics");
  for (const url of paths) await request(service, "GET", url);
  const events = await fetch(`${service.url}/v1/operations/${created.id}/events`, { headers: auth(service.adminKey) });
  written.push({ where: "events", text: await events.text() });
}

async function wrongRequests(service: Service, viewerKey: string): Promise<void> {
  const token = "canaryTokenThatNoCloudTakes0000000000000000000000000000000000000";
  const sshKey =
    "-----BEGIN OPENSSH PRIVATE KEY-----\ncanaryOfASshKey0123456789abcdef\n-----END OPENSSH PRIVATE KEY-----";
  canaries.plant("refused credential", token);
  canaries.plant("refused SSH key", sshKey);
  const credential = { cloud: "hetzner", name: "canary", access: { token } };
  await request(service, "POST", "/v1/credentials", credential);
  await request(service, "POST", "/v1/credentials", { ...credential, access: { token, secret: token }, name: 7 });
  await request(service, "POST", "/v1/credentials", credential, viewerKey);
  const ssh = { port: 1, user: "root", privateKey: sshKey, hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxw" };
  await request(service, "POST", "/v1/hosts", {
    name: "canary",
    region: "local",
    address: "127.0.0.1",
    ssh,
    capacity: { slots: 1 },
  });
  const unknownKey = generateApiKey();
  canaries.plant("unknown API key", unknownKey);
  await request(service, "GET", "/v1/tenants", undefined, unknownKey);
  const broken = await fetch(`${service.url}/v1/credentials`, {
    method: "POST",
    headers: { ...auth(service.adminKey), "Content-Type": "application/json" },
    body: `{"access":{"token":"${token}"`,
  });
  written.push({ where: "answer to broken JSON", text: await broken.text() });
}

/** What the stack made of itself, and what opens it. */
async function plantWhatWasMade(service: Service): Promise<void> {
  const answer = await fetch(`${service.url}/v1/tenants/canary/outputs?reveal=true`, {
    headers: auth(service.adminKey),
  });
  const { sshPrivateKey, credentials } = (await answer.json()) as StackOutputs;
  canaries.plant("machine's SSH key", sshPrivateKey);
  for (const [name, value] of Object.entries(credentials))
    if (name !== "dashboardUsername") canaries.plant(`tenant's ${name}`, value);
  for (const tenant of await liveTenants(service.db.em()))
    canaries.plant(`passphrase of ${tenant.name}`, openTenantPassphrase(service.app.envelope, tenant));
}

async function refuseOrders({ sandbox }: Service): Promise<void> {
  const fault = { cloud: "hetzner", method: "POST", path: "/servers$", kind: "status", status: 422, times: 50 };
  await fetch(`${sandbox?.control.endpoint}/faults`, { method: "POST", body: JSON.stringify(fault) });
}

async function signUp(service: Service, name: string, settings: Record<string, string>): Promise<Operation> {
  const placement = { cloud: "hetzner", region: "fsn1", size: "small" };
  const body = { name, template: "supabase", placement, settings };
  const answer = await request(service, "POST", "/v1/tenants", body);
  const { operation } = JSON.parse(answer) as { operation: Operation };
  return ended(service, operation.id);
}

async function destroy(service: Service, name: string): Promise<void> {
  const answer = await request(service, "DELETE", `/v1/tenants/${name}`);
  const { operation } = JSON.parse(answer) as { operation: Operation };
  expect((await ended(service, operation.id)).status).toBe("succeeded");
}

function ended(service: Service, id: string): Promise<Operation> {
  return until("the operation to end", async (see) => {
    const operation = see(JSON.parse(await request(service, "GET", `/v1/operations/${id}`)) as Operation);
    return (operation.endedAt !== null || operation.waiting !== null) && operation;
  });
}

/** Sends a request whose answer must hold no secret. */
async function request(
  service: Service,
  method: string,
  url: string,
  body?: unknown,
  key = service.adminKey,
): Promise<string> {
  const answer = await fetch(`${service.url}${url}`, {
    method,
    headers: { ...auth(key), ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const got = await answer.text();
  written.push({ where: `answer to ${method} ${url.replaceAll(/op[0-9a-z]{15}/g, "…")}`, text: got });
  return got;
}

/** Sends a request whose answer shows a secret, this once. */
async function issue<Body>(service: Service, url: string, body: unknown): Promise<Body> {
  const headers = { ...auth(service.adminKey), "Content-Type": "application/json" };
  const answer = await fetch(`${service.url}${url}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Body;
}

function auth(key: string): Record<string, string> {
  return { Authorization: `Bearer ${key}` };
}

/** Looks again and again at the arguments of processes and at temporary files, which are gone when the work is done. */
function watchProcesses(): { stop(): Promise<void> } {
  const seen = new Set<string>();
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      for (const each of [...(await processArguments()), ...(await filesIn(path.join(folder, "tmp")))]) {
        if (!seen.has(each.text)) written.push(each);
        seen.add(each.text);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      expect(seen.size).toBeGreaterThan(3);
    },
  };
}

/** Every row of every table, without the envelopes. */
async function tablesOf(em: Em, what: string): Promise<Written[]> {
  const tables = await em.execute<{ name: string }[]>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const rows: Written[] = [];
  for (const { name } of tables) {
    const found = await em.execute<{ row: Record<string, unknown> }[]>(
      `select to_jsonb(each) as row from ${name} each`,
    );
    for (const { row } of found) {
      const plain = Object.entries(row).filter(([column]) => !column.endsWith("_sealed"));
      rows.push({ where: `${what} ${name}`, text: JSON.stringify(Object.fromEntries(plain)) });
    }
  }
  return rows;
}

/** What Pulumi keeps in PostgreSQL: deployments as base64 inside JSON. */
async function stateTables(url: string): Promise<Written[]> {
  const { MikroORM } = await import("@mikro-orm/postgresql");
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  const rows = await tablesOf(orm.em.fork(), "table of the state").finally(() => orm.close());
  const states = rows.filter(({ where }) => where.includes("pulumi"));
  expect(states.map(({ text: row }) => layered(row)).join()).toContain("hcloud:index/server:Server");
  return rows;
}

function layered(row: string): string {
  return [...row.matchAll(/[A-Za-z0-9+/]{200,}={0,2}/g)].map(([run]) => Buffer.from(run, "base64").toString()).join();
}

/** A test that finds nothing must be able to find something. */
async function proveItself(): Promise<void> {
  const value = "canary-in-plain-text-42";
  canaries.plant("planted", value);
  await writeFile(path.join(folder, "home", "leak.txt"), `{"password":"${value}"}`);
  await writeFile(path.join(folder, "home", "leak.json"), Buffer.from(`{"data":"${value}"}`).toString("base64"));

  expect(canaries.foundIn(await filesIn(folder))).toEqual(["home/leak.json: planted", "home/leak.txt: planted"]);
}
