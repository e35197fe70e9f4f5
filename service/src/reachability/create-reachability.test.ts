import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { openWebMachine, type WebMachine } from "@freehold/sandbox/testing/web-machine";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openForward } from "../app/hosts/open-forward.ts";
import type { Reached, ReachTarget } from "../app/reachability/reachability-port.ts";
import { createReachability, type ReachabilityOptions } from "./create-reachability.ts";

const ACME = "acme.tenants.freehold.test";
const NEXT = "next.tenants.freehold.test";

let sandbox: Sandbox;
let acme: WebMachine;
let next: WebMachine;

beforeAll(async () => {
  sandbox = await startSandbox({ sshPort: 22_000 + (process.pid % 400), dockerHost: false });
  acme = await openWebMachine(sandbox, { name: "acme", hosts: [ACME] });
  next = await openWebMachine(sandbox, { name: "next", hosts: [NEXT] });
});

afterAll(() => sandbox.close());

beforeEach(() => leadTo(acme.address));

test("a tenant whose name, certificate and probe are in order is reached", async () => {
  expect(await check()).toEqual({ ok: true });
});

test("a record that is removed, and one that is moved to a neighbour, are the condition dns", async () => {
  await leadTo(undefined);
  expect(await check()).toEqual({
    ok: false,
    condition: "dns",
    reason: `${ACME} must lead to ${acme.address}, it leads nowhere`,
  });

  await leadTo(next.address);
  expect(await check()).toEqual({
    ok: false,
    condition: "dns",
    reason: `${ACME} must lead to ${acme.address}, it leads to ${next.address}`,
  });
});

test("a neighbour that answers in a tenant's place shows no certificate of its name", async () => {
  await leadTo(next.address);

  const found = await check({ addresses: [next.address] });

  expect(found).toMatchObject({ ok: false, condition: "tls" });
});

test("name servers that do not answer are the condition dns, and say so", async () => {
  const found = await check({}, { resolvers: ["127.0.0.1:9"] });

  expect(found).toMatchObject({ condition: "dns", reason: expect.stringContaining("the name servers give no answer") });
});

test("a proxy that is stopped is the condition tls", async () => {
  await acme.hostctl("pause supabase");
  const found = await check();
  await acme.hostctl("resume supabase");

  expect(found).toMatchObject({ ok: false, condition: "tls", reason: expect.stringContaining("ECONNREFUSED") });
  expect(await check()).toEqual({ ok: true });
});

test("a chain to nobody who is trusted is the condition tls, and is taken from a machine that is its own authority", async () => {
  const own = await openWebMachine(sandbox, { name: "inside", hosts: [ACME], tls: "internal" });
  await leadTo(own.address);
  const target = { addresses: [own.address], probe: probeWith(own.apiKey) };

  expect(await check(target)).toMatchObject({ condition: "tls", reason: expect.stringContaining("verify") });
  expect(await check({ ...target, tls: "internal" })).toEqual({ ok: true });
  expect(await check({}, { authorities: [] })).toMatchObject({ condition: "dns" });
});

test("without TLS the probe is asked over plain HTTP, at the port that the URL names", async () => {
  const plain = await openWebMachine(sandbox, { name: "plain", hosts: [ACME], tls: "none", apiPort: 54_321 });
  await leadTo(plain.address);
  const url = `http://${ACME}:54321`;
  const target = { url, tls: "none", addresses: [plain.address], probe: probeWith(plain.apiKey) } as const;

  expect(await check(target)).toEqual({ ok: true });
  await plain.hostctl("pause supabase");
  expect(await check(target)).toMatchObject({ condition: "services", reason: expect.stringContaining("ECONNREFUSED") });
});

test("a workload that does not answer its template's probe is the condition services", async () => {
  const found = await check({ probe: probeWith("another") });

  expect(found).toEqual({ ok: false, condition: "services", reason: "/auth/v1/health answers 401, expected 200" });
});

test("from the machine itself the way leads through its SSH server, and the same is looked at", async () => {
  const from = { fromMachine: () => true, ports: {} };

  expect(await check({}, from)).toEqual({ ok: true });
  await acme.hostctl("pause supabase");
  const found = await check({}, from);
  await acme.hostctl("resume supabase");

  expect(found).toMatchObject({ condition: "tls", reason: expect.stringContaining("nothing answers at port 443") });
});

test("a certificate that has ended is the condition tls", async () => {
  await fetch(`${sandbox.control.endpoint}/certificates/expire`, {
    method: "POST",
    body: JSON.stringify({ name: ACME }),
  });

  expect(await check()).toMatchObject({ condition: "tls", reason: expect.stringContaining("certificate has expired") });
});

function check(target: Partial<ReachTarget> = {}, options: Partial<ReachabilityOptions> = {}): Promise<Reached> {
  const { internet, sshPort: port } = sandbox;
  const reachability = createReachability({
    resolvers: [internet.resolver],
    ports: internet.ports,
    authorities: [internet.authority],
    fromMachine: () => false,
    forward: (machine, to) => openForward(machine, to, 5000),
    giveUpMs: 0,
    pauseMs: 0,
    ...options,
  });
  const { address: host, user, privateKey, hostKey } = acme;
  const machine = { host, port, user, privateKey, hostKey };
  return reachability.check(
    { url: `https://${ACME}`, addresses: [host], tls: "public", probe: probeWith(acme.apiKey), machine, ...target },
    new AbortController().signal,
  );
}

function probeWith(apikey: string): ReachTarget["probe"] {
  return { path: "/auth/v1/health", headers: { apikey }, status: 200 };
}

/** Gives the tenant's name one record, or none. */
async function leadTo(address: string | undefined): Promise<void> {
  const { endpoint, token, zoneId } = sandbox.cloudflare;
  const records = `${endpoint}/zones/${zoneId}/dns_records`;
  const headers = { authorization: `Bearer ${token}` };
  const { result } = (await (await fetch(`${records}?name=${ACME}`, { headers })).json()) as {
    result: { id: string }[];
  };
  for (const { id } of result) await fetch(`${records}/${id}`, { method: "DELETE", headers });
  if (address === undefined) return;
  const body = JSON.stringify({ type: "A", name: ACME, content: address, ttl: 60 });
  await fetch(records, { method: "POST", headers, body });
}
