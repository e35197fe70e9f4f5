import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Credential } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { selfSigned } from "../gateway/self-signed.ts";
import { UMBRELLA, useCredentialsWorld, WAYNE } from "../testing/credentials-world.ts";

/** Of what answers in a cluster's place. */
const identity = selfSigned("a cluster", Date.now());

const here = useCredentialsWorld();
const { give, project, remove, storedAccounts } = here;

test("a token that the cloud refuses is refused with the vendor's word, and nothing is kept", async () => {
  const before = await storedAccounts();

  const hetzner = await give(UMBRELLA, { cloud: "hetzner", name: "ours", access: { token: "x".repeat(64) } });
  const digitalocean = await give(UMBRELLA, { cloud: "digitalocean", name: "ours", access: { token: "dop_v1_nope" } });
  const { endpoint, tokenId, ssh } = here.sandbox.proxmox;
  const apiToken = `${tokenId}=00000000-0000-4000-8000-000000000000`;
  const access = { endpoint, apiToken, insecure: true, sshPassword: ssh.password };
  const proxmox = await give(UMBRELLA, { cloud: "proxmox", name: "rack", access });

  expect(hetzner).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringContaining("unable to authenticate") },
  });
  expect(digitalocean).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringMatching(/401 \S+: Unable to authenticate/) },
  });
  expect(proxmox).toMatchObject({
    status: 422,
    body: {
      code: "credential_rejected",
      detail: expect.stringContaining("invalid token value!"),
      nextStep: expect.stringContaining("make an API token whose role"),
    },
  });
  expect(await storedAccounts()).toBe(before);
});

test("a token that may only read is refused", async () => {
  const fault = {
    cloud: "hetzner",
    method: "POST",
    path: "/ssh_keys$",
    kind: "status",
    status: 403,
    code: "token_readonly",
    message: "token is only allowed to perform GET requests",
  };
  await fetch(`${here.sandbox.control.endpoint}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });

  const refused = await give(UMBRELLA, project("read-only"));

  expect(refused).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", detail: expect.stringContaining("may read and not order machines") },
  });
});

test("an account in which a Freehold service left its firewall is refused with what to remove", async () => {
  const token = here.sandbox.hetzner.newToken("left-behind");
  await fetch(`${here.sandbox.hetzner.endpoint}/firewalls`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: "fh-profile-web",
      labels: { "managed-by": "freehold", "freehold-scope": "account" },
    }),
  });

  const refused = await give(UMBRELLA, { cloud: "hetzner", name: "left behind", access: { token } });

  expect(refused).toMatchObject({
    status: 422,
    body: { code: "credential_rejected", nextStep: expect.stringContaining("managed-by freehold") },
  });
});

test("what opens an account is checked by its cloud's rules, and never repeated", async () => {
  const access = {
    endpoint: "http://pve.example.com",
    apiToken: "hunter2",
    colour: "hunter3",
    address: "192.0.2.7/24",
  };

  const proxmox = await give(UMBRELLA, { cloud: "proxmox", name: "rack", access });
  const hetzner = await give(UMBRELLA, { cloud: "hetzner", name: "ours", access: {} });
  const docker = await give(UMBRELLA, { cloud: "docker", name: "ours", access: {} });

  expect(proxmox.status).toBe(400);
  expect(proxmox.body).toMatchObject({
    code: "invalid_request",
    errors: expect.arrayContaining([
      expect.objectContaining({ pointer: "/access/endpoint" }),
      { pointer: "/access/apiToken", detail: "must be like user@realm!name=uuid" },
      { pointer: "/access/colour", detail: "is not known at proxmox; leave it out" },
      { pointer: "/access/address", detail: "is not known at proxmox; leave it out" },
    ]),
  });
  expect(JSON.stringify(proxmox.body)).not.toMatch(/hunter/);
  expect(hetzner.body).toMatchObject({ errors: [{ pointer: "/access/token", detail: "is required: must be text" }] });
  expect(docker.body).toMatchObject({
    errors: [{ pointer: "/cloud", detail: 'must be one of hetzner, digitalocean, proxmox, got "docker"' }],
  });
});

test.each([
  ["endpoint", { endpoint: "https://10.0.0.5:8006" }],
  ["endpoint", { endpoint: "https://169.254.169.254" }],
  ["endpoint", { endpoint: "https://[::1]:8006" }],
  ["endpoint", { endpoint: "https://2852039166:8006" }], // 169.254.169.254 as one number
  ["sshAddress", { endpoint: "https://127.0.0.1:1", sshAddress: "192.168.0.1" }],
  ["sshAddress", { endpoint: "https://127.0.0.1:1", sshAddress: "fd00::1" }],
])("a customer's cluster must not be inside the service's network: %s of %j", async (field, addresses) => {
  const access = { apiToken: "root@pam!x=00000000-0000-4000-8000-000000000000", sshPassword: "x", ...addresses };

  const refused = await give(UMBRELLA, { cloud: "proxmox", name: "inside", access });

  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    code: "invalid_request",
    errors: [{ pointer: `/access/${field}`, detail: expect.stringContaining("must be a public address") }],
  });
});

test("the operator's cluster may be where it is", async () => {
  const access = {
    ...{ endpoint: "https://0.0.0.1:8006", sshPassword: "x" },
    apiToken: "root@pam!x=00000000-0000-4000-8000-000000000000",
  };

  const given = await give(undefined, { cloud: "proxmox", name: "rack", access });

  expect(given.body).toMatchObject({ code: "cloud_unreachable" });
});

test("a credential shows a fingerprint and four characters of its secret, and is sealed", async () => {
  const token = here.sandbox.digitalocean.newToken("umbrella");

  const { status, body } = await give(UMBRELLA, { cloud: "digitalocean", name: "our team", access: { token } });
  const read = await here.world.request<Credential>("GET", `/v1/credentials/${body.id}`, { key: UMBRELLA });
  const stored = await storedAccounts();
  await remove(body.id, UMBRELLA);
  const after = await storedAccounts();

  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^cr[0-9a-z]{15}sandbox[0-9a-f]{12}$/),
    cloud: "digitalocean",
    name: "our team",
    owner: "organization",
    source: "credential",
    status: "verified",
    hint: token.slice(-4),
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    policy: { templates: "all", otherwise: "refuse" },
    quotas: { servers: 25, otherServers: 0 },
    tenants: 0,
  });
  expect(read.body).toEqual(body);
  expect(JSON.stringify([body, stored])).not.toContain(token);
  expect(stored).toContain("fh1.");
  expect(JSON.parse(after)).toContainEqual(
    expect.objectContaining({ id: body.id, secret_sealed: null, removed_at: expect.any(String) }),
  );
});

test("an account that the service knows already cannot be given a second time, whoever asks", async () => {
  const token = here.sandbox.digitalocean.newToken("shared-team");
  const first = await give(UMBRELLA, { cloud: "digitalocean", name: "first", access: { token } });

  const same = await give(UMBRELLA, { cloud: "digitalocean", name: "second", access: { token } });
  const otherToken = here.sandbox.digitalocean.newToken("shared-team");
  const sameTeam = await give(WAYNE, { cloud: "digitalocean", name: "third", access: { token: otherToken } });
  const platform = await give(WAYNE, {
    cloud: "hetzner",
    name: "the platform's",
    access: { token: here.sandbox.hetzner.token },
  });

  expect([same, sameTeam, platform].map(({ status, body }) => [status, (body as { code?: string }).code])).toEqual([
    [409, "credential_in_use"],
    [409, "credential_in_use"],
    [409, "credential_in_use"],
  ]);
  await remove(first.body.id, UMBRELLA);
});

test("the same request with the same Idempotency-Key keeps one credential", async () => {
  const body = project("umbrella-once");
  const once = () =>
    here.world.request<Credential>("POST", "/v1/credentials", {
      body,
      key: UMBRELLA,
      headers: { "Idempotency-Key": "once" },
    });

  const [first, second] = [await once(), await once()];

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  await remove(first.body.id, UMBRELLA);
});

test("what answers in a cluster's place is not its API; nothing is kept of it, and more than an answer has is not read", async () => {
  let sent = 0;
  const server = createServer(await identity, (_request, response) => {
    response.on("error", () => {});
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(1 << 20))) sent += 1;
    };
    response.on("drain", more);
    more();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const access = {
    ...{ endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, sshPassword: "x", insecure: true },
    apiToken: "root@pam!x=00000000-0000-4000-8000-000000000000",
  };
  const before = await storedAccounts();

  const given = await give(undefined, { cloud: "proxmox", name: "endless", access });

  expect(given).toMatchObject({ status: 502, body: { code: "cloud_unavailable" } });
  // MiB, of all questions together; connections' buffers are not ours.
  expect(sent).toBeLessThan(200);
  expect(await storedAccounts()).toBe(before);
  server.closeAllConnections();
  server.close();
});

test("a question in the name of a client that has gone is cut off at the cloud", async () => {
  const { promise: cut, resolve } = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = createServer(await identity, (_request, response) => {
    response.on("close", resolve);
    asked.resolve();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const gone = new AbortController();
  const access = {
    ...{ endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, sshPassword: "x", insecure: true },
    apiToken: "root@pam!x=00000000-0000-4000-8000-000000000000",
  };
  const giving = fetch(`${here.world.service.url}/v1/credentials`, {
    method: "POST",
    signal: gone.signal,
    headers: { authorization: `Bearer ${here.world.service.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ cloud: "proxmox", name: "slow", access, owner: "platform" }),
  }).catch(() => "gone");
  await Promise.race([asked.promise, giving]);

  gone.abort();

  expect(await giving).toBe("gone");
  // Long before the gateway's own patience ends.
  await cut;
  server.closeAllConnections();
  server.close();
});
