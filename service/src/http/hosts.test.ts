import type { Host } from "@freehold/model";
import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { hashToken } from "../crypto/token-hash.ts";
import { putApiKey } from "../db/api-keys.ts";
import { type FakeHost, startFakeHost } from "../testing/fake-host.ts";
import { makeWorld, type World } from "../testing/world.ts";

let world: World;
let machine: FakeHost;
beforeAll(async () => {
  [world, machine] = await Promise.all([makeWorld(), startFakeHost()]);
});
afterAll(async () => {
  await world.close();
  await machine.close();
});

function registeredSsh() {
  const { host: _host, ...ssh } = machine.connection;
  return ssh;
}

function registration(name: string, change: object = {}): Record<string, unknown> {
  return {
    name,
    region: "local",
    address: machine.connection.host,
    ssh: registeredSsh(),
    capacity: { slots: 4, memoryGib: 32, cores: 8 },
    ...change,
  };
}

const post = <Body = Host>(body: unknown) => world.request<Body>("POST", "/v1/hosts", { body });

test("a host is registered once it has answered, shown without its private key, drained and forgotten", async () => {
  const { status, body } = await post(registration("first"));

  expect(status).toBe(201);
  expect(body).toMatchObject({
    name: "first",
    status: "ready",
    cloud: "docker",
    region: "local",
    address: "127.0.0.1",
    edge: false,
    ssh: { host: "127.0.0.1", port: machine.connection.port, user: "freehold", hostKey: machine.connection.hostKey },
    hostctlVersion: "1.1.0",
    capacity: { slots: 4, memoryGib: 32, cores: 8 },
    used: { slots: 0, memoryGib: 0, cores: 0 },
    health: { failedChecks: 0, failure: null, heldBack: false, deadSince: null },
  });
  expect(machine.commands).toEqual([
    ...["hostctl version", "hostctl version", "hostctl heartbeat", "hostctl status --json"],
  ]);
  expect(JSON.stringify(body)).not.toContain("PRIVATE KEY");
  const rows = await world.service.db.em().execute("select * from hosts");
  expect(JSON.stringify(rows)).not.toContain("PRIVATE KEY");

  const drained = await world.request<Host>("PATCH", "/v1/hosts/first", {
    body: { draining: true, capacity: { slots: 8 } },
  });
  expect(drained.body).toMatchObject({ status: "draining", capacity: { slots: 8, memoryGib: 32, cores: 8 } });
  expect((await world.request("GET", `/v1/hosts/${body.id}`)).body).toEqual(drained.body);
  expect((await world.request("GET", "/v1/hosts")).body).toEqual({ items: [drained.body], nextCursor: null });
  expect((await world.request("GET", "/v1/hosts/first/slots")).body).toEqual({ items: [], nextCursor: null });

  expect(await world.request("DELETE", "/v1/hosts/first")).toMatchObject({ status: 200, body: { name: "first" } });
  expect((await world.request("GET", "/v1/hosts/first")).status).toBe(404);
});

test("a host that shows another key than the pinned one is refused with both fingerprints", async () => {
  const hostKey = ed25519KeyPair().public;

  const { status, body } = await post(registration("other", { ssh: { ...registeredSsh(), hostKey } }));

  expect(status).toBe(502);
  expect(body).toMatchObject({
    code: "host_key_mismatch",
    detail: expect.stringMatching(/shows the host key SHA256:\S+, expected SHA256:\S+$/),
    errors: [{ pointer: "/ssh/hostKey" }],
  });
});

test.each([
  ["an old hostctl", "hostctl 1.0.0", /has hostctl 1\.0\.0, which knows no slots; needed is 1\.1 or newer$/],
  ["none", "", /does not answer `hostctl version`/],
])("a host with %s is refused by name", async (_what, version, detail) => {
  machine.version = version;

  const { status, body } = await post(registration("old"));
  machine.version = "hostctl 1.1.0";

  expect(status).toBe(422);
  expect(body).toMatchObject({ code: "host_outdated", detail: expect.stringMatching(detail) });
});

test("a host that does not take the user's key, or does not answer, is refused", async () => {
  const privateKey = ed25519KeyPair().private;

  const stranger = await post(registration("stranger", { ssh: { ...registeredSsh(), privateKey } }));
  const nobody = await post(registration("nobody", { ssh: { ...registeredSsh(), port: 9 } }));

  for (const { status, body } of [stranger, nobody]) {
    expect(status).toBe(502);
    expect(body).toMatchObject({ code: "machine_unreachable" });
  }
});

test("keys that cannot be are named, each at its pointer, and not repeated; what can be mended is", async () => {
  const { hostKey, privateKey } = registeredSsh();
  const asked = machine.commands.length;

  const wrong = await post(
    registration("wrong", { ssh: { ...registeredSsh(), privateKey: hostKey, hostKey: "ssh-ed25519 AAAA" } }),
  );
  const pasted = privateKey.trimEnd().replaceAll("\n", "\r\n");
  const mended = await post(registration("pasted", { ssh: { ...registeredSsh(), privateKey: pasted } }));
  await world.request("DELETE", "/v1/hosts/pasted");

  expect(wrong).toMatchObject({
    status: 400,
    body: { code: "invalid_request", errors: [{ pointer: "/ssh/privateKey" }, { pointer: "/ssh/hostKey" }] },
  });
  expect(JSON.stringify(wrong.body)).not.toContain(hostKey);
  expect(mended.status).toBe(201);
  expect(machine.commands.length).toBeGreaterThan(asked);
});

test("what is missing and what is wrong is named", async () => {
  const missing = await post({ name: "bare", region: "local" });
  const wrong = await post(registration("Bad Name", { address: "example.com", capacity: { slots: 0 } }));
  const built = { name: "built", region: "fsn1", cloud: "hetzner", order: { size: "large" } };
  const ordered = await Promise.all([
    post({ ...built, address: "192.0.2.7" }),
    post({ ...built, cloud: "docker" }),
    post({ ...built, region: "moon" }),
    post({ ...built, order: { size: "large", certificates: "acme-http" } }),
  ]);

  expect(missing.body).toMatchObject({
    code: "invalid_request",
    errors: [{ pointer: "/address" }, { pointer: "/ssh" }, { pointer: "/capacity" }],
  });
  expect(wrong.body).toMatchObject({
    code: "invalid_request",
    errors: [{ pointer: "/name" }, { pointer: "/address" }, { pointer: "/capacity/slots" }],
  });
  expect(ordered.map(({ status, body }) => [status, body])).toMatchObject([
    [400, { code: "invalid_request", errors: [{ pointer: "/address" }] }],
    [400, { code: "invalid_request", errors: [{ pointer: "/cloud" }] }],
    [422, { code: "region_unknown", errors: [{ pointer: "/region" }] }],
    [400, { code: "invalid_request", errors: [{ pointer: "/order/email" }] }],
  ]);
  expect((await world.request("GET", "/v1/hosts")).body).toEqual({ items: [], nextCursor: null });
});

test("a name is one host's alone", async () => {
  await post(registration("twice"));

  const { status, body } = await post(registration("twice"));

  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "invalid_request", errors: [{ pointer: "/name" }] });
  await world.request("DELETE", "/v1/hosts/twice");
});

test("only the operator sees hosts", async () => {
  const key = "a-customer's-key-of-its-own";
  const keyHash = hashToken(key);
  await putApiKey(world.service.db.em(), { id: "other", organization: "other", name: "customer", keyHash });

  const answers = await Promise.all([
    world.request("GET", "/v1/hosts", { key }),
    world.request("GET", "/v1/hosts/any", { key }),
    world.request("GET", "/v1/hosts/any/slots", { key }),
    world.request("POST", "/v1/hosts", { key, body: registration("theirs") }),
    world.request("PATCH", "/v1/hosts/any", { key, body: { draining: true } }),
    world.request("DELETE", "/v1/hosts/any", { key }),
  ]);

  for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
});
