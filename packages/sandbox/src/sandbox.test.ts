import { createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { startSandbox } from "./sandbox.ts";
import { recordingMachines } from "./testing/recording-machines.ts";
import { askAt, idOf, openWorld } from "./testing/world.ts";

const ORDER = { name: "one", server_type: "cx23", image: "debian-12", location: "fsn1", labels: { team: "a" } };

test("the inventory is everything at all clouds, without the zone that the sandbox made itself", async () => {
  await using world = await openWorld();
  await world.hetzner("POST", "/servers", { ...ORDER, public_net: { enable_ipv6: false } });
  await world.cloudflare("POST", `/zones/${world.sandbox.cloudflare.zoneId}/dns_records`, {
    type: "A",
    name: "one",
    content: "192.0.2.1",
    comment: "managed-by=freehold by hand",
  });

  const items = await world.sandbox.inventory();

  expect(items.map(({ cloud, type, name, labels }) => [cloud, type, name, labels])).toEqual([
    ["hetzner", "server", "one", { team: "a" }],
    ["hetzner", "primary_ip", expect.any(String), {}],
    ["cloudflare", "dns_record", "one.tenants.freehold.test", { "managed-by": "freehold" }],
  ]);
});

test("the log says which operation was asked for, and holds no secret", async () => {
  await using world = await openWorld();
  await world.hetzner("POST", "/servers", { ...ORDER, user_data: "password: hunter2" });
  await world.hetzner("GET", "/servers?name=hunter2");
  await world.hetzner("GET", "/certificates");

  const { body } = await world.control("GET", "/requests?cloud=hetzner");

  expect(body).toMatchObject({
    requests: [
      { sequence: 1, method: "POST", path: "/v1/servers", operation: "POST /servers", status: 201, fault: null },
      { sequence: 2, method: "GET", path: "/v1/servers", operation: "GET /servers", status: 200 },
      { sequence: 3, method: "GET", path: "/v1/certificates", operation: null, status: 501 },
    ],
    counts: { "hetzner POST /servers": 1, "hetzner GET /servers": 1, "hetzner GET (no operation)": 1 },
  });
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`hunter2|${world.sandbox.hetzner.token}`));
});

test("a reset removes everything, machines too, and keeps the tokens and the zone", async () => {
  await using world = await openWorld();
  const server = idOf(await world.hetzner("POST", "/servers", ORDER), "server");
  await world.hetzner("GET", "/servers");

  await world.control("POST", "/reset");

  expect(await world.sandbox.inventory()).toEqual([]);
  expect(world.machines.calls).toContain(`destroy hetzner-${server}`);
  expect((await world.hetzner("GET", "/servers")).status).toBe(200);
  expect((await world.cloudflare("GET", `/zones/${world.sandbox.cloudflare.zoneId}`)).status).toBe(200);
});

test("a port in use is one clear sentence, and nothing stays open", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => blocker.once("listening", resolve));
  const { port } = blocker.address() as { port: number };

  await expect(startSandbox({ port: port - 1, machines: recordingMachines() })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use, choose another or end the program that has it`,
  );

  await expect(fetch(`http://127.0.0.1:${port - 1}/v1/servers`)).rejects.toThrow("fetch failed");
  blocker.close();
});

test("the control endpoint says what is wrong with a request and which routes there are", async () => {
  await using world = await openWorld();

  const unknown = await world.control("GET", "/nothing");
  const invalid = await world.control("POST", "/faults", { kind: "delay" });
  const broken = await world.control("POST", "/faults", "{");

  expect(unknown).toMatchObject({ status: 404, body: { error: expect.stringContaining("POST /faults") } });
  expect(invalid).toMatchObject({ status: 400, body: { error: expect.stringContaining("kind `delay` needs `ms`") } });
  expect(broken).toMatchObject({ status: 400, body: { error: expect.stringContaining("the body must be JSON") } });
});

test("the control endpoint lists what is built", async () => {
  await using world = await openWorld();

  const { body } = await world.control("GET", "/operations");

  expect(body).toMatchObject({
    hetzner: expect.arrayContaining(["POST /servers"]),
    cloudflare: expect.arrayContaining(["POST /zones/{zone_id}/dns_records"]),
  });
});

test("a closed sandbox answers no more", async () => {
  const world = await openWorld();
  const { endpoint } = world.sandbox.control;

  await world.sandbox.close();

  await expect(askAt(endpoint)("GET", "/healthz")).rejects.toThrow("fetch failed");
});
