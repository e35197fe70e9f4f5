import { expect, test } from "@jest/globals";
import { askAt, at, openWorld } from "../testing/world.ts";

const UNKNOWN = "0".repeat(32);

test("the sandbox's zone is there, active, and found by its name", async () => {
  await using world = await openWorld({ zone: "apps.example.test" });

  const found = await world.cloudflare("GET", "/zones?name=apps.example.test");
  const none = await world.cloudflare("GET", "/zones?name=example.test");

  expect(found.body).toMatchObject({ result: [{ id: world.sandbox.cloudflare.zoneId, status: "active" }] });
  expect(at(none, "result")).toEqual([]);
});

test("a zone is made once, and its records go with it", async () => {
  await using world = await openWorld();
  const order = { name: "Example.com", account: {} };

  const created = await world.cloudflare("POST", "/zones", order);
  const again = await world.cloudflare("POST", "/zones", order);
  const id = at(created, "result.id");
  await world.cloudflare("POST", `/zones/${id}/dns_records`, { type: "A", name: "@", content: "192.0.2.1" });
  await world.cloudflare("DELETE", `/zones/${id}`);

  expect(created).toMatchObject({ status: 200, body: { result: { name: "example.com", status: "pending" } } });
  expect(again).toMatchObject({
    status: 400,
    body: { errors: [{ code: 1061, message: "example.com already exists" }] },
  });
  expect(await world.sandbox.inventory()).toEqual([]);
});

test("a zone can be paused", async () => {
  await using world = await openWorld();

  const reply = await world.cloudflare("PATCH", `/zones/${world.sandbox.cloudflare.zoneId}`, { paused: true });

  expect(at(reply, "result.paused")).toBe(true);
});

test("identifiers that are malformed or foreign are refused differently", async () => {
  await using world = await openWorld();

  const malformed = await world.cloudflare("GET", "/zones/example.com/dns_records");
  const foreign = await world.cloudflare("GET", `/zones/${UNKNOWN}/dns_records`);

  expect(malformed).toMatchObject({ status: 404, body: { errors: [{ code: 7003 }] } });
  expect(foreign).toMatchObject({ status: 403, body: { errors: [{ code: 10000 }] } });
});

test.each([
  ["no token", undefined, 400, 9106],
  ["a token of another form", "short", 400, 6003],
  ["an unknown token", "x".repeat(40), 403, 9109],
])("with %s the answer is %p", async (_what, token, status, code) => {
  await using world = await openWorld();

  const reply = await askAt(world.sandbox.cloudflare.endpoint, token)("GET", "/zones");

  expect(reply).toMatchObject({ status, body: { success: false, errors: [{ code }], messages: [], result: null } });
});

test("a token can be verified", async () => {
  await using world = await openWorld();
  const stranger = askAt(world.sandbox.cloudflare.endpoint, "x".repeat(40));

  expect(await world.cloudflare("GET", "/user/tokens/verify")).toMatchObject({
    status: 200,
    body: { result: { status: "active" } },
  });
  expect(await stranger("GET", "/user/tokens/verify")).toMatchObject({
    status: 401,
    body: { errors: [{ code: 1000 }] },
  });
});

test("what is not built answers 501, a broken body 400, both in the vendor's envelope", async () => {
  await using world = await openWorld();
  const records = `/zones/${world.sandbox.cloudflare.zoneId}/dns_records`;

  const notBuilt = await world.cloudflare("GET", `${records.replace("dns_records", "settings")}`);
  const broken = await world.cloudflare("POST", records, "{");

  expect(notBuilt).toMatchObject({ status: 501, body: { success: false, result: null } });
  expect(broken).toMatchObject({ status: 400, body: { errors: [{ code: 9207 }] } });
});
