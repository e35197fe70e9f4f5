import { once } from "node:events";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { createClient, type FreeholdClient } from "@freehold/client";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { openWebMachine, type WebMachine } from "@freehold/sandbox/testing/web-machine";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOutputs, sealOutputs } from "../app/secrets/sealed.ts";
import { setTenantStatus, tenantById } from "../db/tenants.ts";
import { type Customer, makeCustomer } from "../testing/customer.ts";
import { makeWorld, type World } from "../testing/world.ts";

/** What PostgreSQL's clients send first: whether the connection may be encrypted. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

let sandbox: Sandbox;
let machine: WebMachine;
let world: World;
let owner: Customer;
let stranger: Customer;
let tenantId: string;

beforeAll(async () => {
  [sandbox, world] = await Promise.all([
    startSandbox({ sshPort: 22_400 + (process.pid % 40), dockerHost: false }),
    makeWorld(),
  ]);
  owner = await makeCustomer(world, "owning");
  stranger = await makeCustomer(world, "strange");
  const { tenant } = await owner.tenant("acme");
  tenantId = tenant.id;
  const { app } = world.service;
  const row = await tenantById(app.db.em(), tenantId);
  machine = await openWebMachine(sandbox, { name: "acme", hosts: [], dbPort: row.ports.db ?? 0 });
  const outputs = openOutputs(app.envelope, row);
  if (outputs === null) throw new Error("the tenant has no outputs");
  const { address: host, user, hostKey, privateKey: sshPrivateKey } = machine;
  const ssh = { host, port: sandbox.sshPort, user, hostKey };
  const real = { ...outputs, sshPrivateKey, machine: { ...outputs.machine, ssh } };
  const outputsSealed = sealOutputs(app.envelope, tenantId, real);
  await app.db.transaction((em) => setTenantStatus(em, tenantId, "active", { outputsSealed }));
});

afterAll(async () => {
  await world.close();
  await sandbox.close();
});

test("a tunnel leads to the port of the tenant's database, and is in the audit log", async () => {
  const tunnel = await as(owner.key).openDatabase("acme");

  tunnel.write(SSL_REQUEST);
  const [answer] = await once(tunnel, "data");
  tunnel.destroy();

  expect(String(answer)).toBe("N");
  expect(await audited("openDatabase")).toEqual([
    expect.objectContaining({ subject: tenantId, detail: { port: expect.any(Number) } }),
  ]);
});

test("a login is answered by the database, through the whole tunnel, and its end is the tunnel's", async () => {
  const tunnel = await as(owner.key).openDatabase("acme");

  tunnel.write(Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]));

  expect(await allOf(tunnel)).toContain("a simulated machine has no database");
});

test("who may not operate tenants is refused by the permission's name; whose tenant it is not finds none", async () => {
  const viewer = await owner.member("viewer");

  await expect(as(viewer.key).openDatabase("acme")).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("tenants:operate"),
  });
  await expect(as(stranger.key).openDatabase(tenantId)).rejects.toMatchObject({ code: "not_found" });
  await expect(as("fh_nobody").openDatabase("acme")).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a tunnel ends when the key that opened it is revoked", async () => {
  const { id, key } = await owner.issueKey({ role: "member" });
  const tunnel = await as(key).openDatabase("acme");
  const ended = once(tunnel.resume(), "end");

  const { status } = await owner.request("DELETE", `/v1/api-keys/${id}`);

  expect(status).toBeLessThan(300);
  await ended;
  tunnel.destroy();
});

test("a request that is no web socket is told so", async () => {
  const { status, body } = await owner.request("GET", "/v1/tenants/acme/database");

  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "invalid_request", errors: [{ detail: "header Upgrade must be websocket" }] });
});

test("a web socket where there is none is answered as any other request, and so is another protocol", async () => {
  expect(await statusWith("websocket", "/v1/tenants/acme")).toBe(200);
  expect(await statusWith("h2c", "/v1/tenants/acme")).toBe(200);
  expect(await statusWith("websocket", "/v1/nothing")).toBe(404);
});

test("a database that is down, and a machine that is off, end it with what is wrong", async () => {
  await machine.hostctl("pause supabase");
  const down = as(owner.key).openDatabase("acme");
  await expect(down).rejects.toMatchObject({
    code: "machine_unreachable",
    message: expect.stringMatching(/nothing answers at port \d+/),
  });

  await machine.power("poweroff");

  await expect(as(owner.key).openDatabase("acme")).rejects.toMatchObject({ code: "machine_unreachable" });
});

function as(apiKey: string): FreeholdClient {
  return createClient({ baseUrl: world.service.url, apiKey });
}

async function allOf(stream: Duplex): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function statusWith(upgrade: string, path: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${owner.key}`, Connection: "Upgrade", Upgrade: upgrade };
  return new Promise((resolve, reject) => {
    const asked = request(`${world.service.url}${path}`, { headers, agent: false });
    asked.once("error", reject);
    asked.once("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.end();
  });
}

async function audited(action: string): Promise<unknown[]> {
  const { body } = await owner.request<{ items: { action: string }[] }>("GET", "/v1/audit");
  return body.items.filter((entry) => entry.action === action);
}
