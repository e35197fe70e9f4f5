import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import { openWorld, type World } from "../testing/world.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2";

async function keyNames(world: World): Promise<unknown> {
  const { body } = await world.hetzner("GET", "/ssh_keys");
  return (body as { ssh_keys: { name: string }[] }).ssh_keys.map(({ name }) => name);
}

test("a status fault answers in the vendor's form, as often as asked, and does nothing", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", {
    kind: "status",
    status: 503,
    times: 2,
    cloud: "hetzner",
    method: "post",
    path: "^/v1/ssh_keys$",
  });

  const first = await world.hetzner("POST", "/ssh_keys", { name: "k", public_key: KEY });
  const second = await world.hetzner("POST", "/ssh_keys", { name: "k", public_key: KEY });
  expect(await keyNames(world)).toEqual([]);
  const third = await world.hetzner("POST", "/ssh_keys", { name: "k", public_key: KEY });

  expect(first).toMatchObject({ status: 503, body: { error: { code: "unavailable" } } });
  expect(second.status).toBe(503);
  expect(third.status).toBe(201);
});

test("a status fault can carry the vendor's code and a time to wait", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", {
    kind: "status",
    status: 429,
    code: 971,
    retryAfter: 7,
    cloud: "cloudflare",
  });

  const reply = await world.cloudflare("GET", "/zones");

  expect(reply).toMatchObject({ status: 429, body: { success: false, errors: [{ code: 971 }], result: null } });
  expect(reply.headers.get("retry-after")).toBe("7");
});

test("a lost request does nothing, a lost answer hides what was done", async () => {
  await using world = await openWorld();

  await world.control("POST", "/faults", { kind: "reset-before", path: "ssh_keys" });
  await expect(world.hetzner("POST", "/ssh_keys", { name: "before", public_key: KEY })).rejects.toThrow("fetch failed");
  expect(await keyNames(world)).toEqual([]);

  await world.control("POST", "/faults", { kind: "reset-after", path: "ssh_keys" });
  await expect(world.hetzner("POST", "/ssh_keys", { name: "after", public_key: KEY })).rejects.toThrow("fetch failed");
  expect(await keyNames(world)).toEqual(["after"]);
});

test("a delayed request is carried out after the delay", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", { kind: "delay", ms: 50, always: true });
  const began = performance.now();

  const reply = await world.hetzner("GET", "/servers");

  expect(reply.status).toBe(200);
  expect(performance.now() - began).toBeGreaterThanOrEqual(49);
});

test("a held request is undone or done, and stays so when it is broken off", async () => {
  await using world = await openWorld();
  const made = (name: string) => world.hetzner("POST", "/ssh_keys", { name, public_key: KEY });
  const held = async () => ((await world.control("GET", "/held")).body as { held: unknown[] }).held;
  const untilHeld = () => until("a request to be held", async () => (await held()).length > 0);

  await world.control("POST", "/faults", { kind: "hold-before", path: "ssh_keys" });
  const undone = expect(made("before")).rejects.toThrow("fetch failed");
  await untilHeld();
  expect(await held()).toEqual([{ cloud: "hetzner", method: "POST", path: "/v1/ssh_keys", kind: "hold-before" }]);
  await world.control("POST", "/held/break");
  await undone;
  expect(await keyNames(world)).toEqual([]);

  await world.control("POST", "/faults", { kind: "hold-after", path: "ssh_keys" });
  const done = made("after");
  await untilHeld();
  expect(await keyNames(world)).toEqual(["after"]);
  await world.control("POST", "/held/go");
  expect((await done).status).toBe(201);
  expect(await held()).toEqual([]);
});

test("faults can be taken back", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", { kind: "status", status: 500, always: true });

  await world.control("DELETE", "/faults");

  expect((await world.hetzner("GET", "/servers")).status).toBe(200);
  expect((await world.control("GET", "/faults")).body).toMatchObject({ faults: [] });
});

test("the rate limit is always shown and by default not enforced", async () => {
  await using world = await openWorld({ actionMs: "manual" });

  const hetzner = await world.hetzner("GET", "/servers");
  const cloudflare = await world.cloudflare("GET", "/zones");

  expect(hetzner.headers.get("ratelimit-limit")).toBe("3600");
  expect(hetzner.headers.get("ratelimit-remaining")).toBe("3599");
  expect(Number(hetzner.headers.get("ratelimit-reset"))).toBeGreaterThan(1_700_000_000);
  expect(cloudflare.headers.get("ratelimit")).toBe('"default";r=1199;t=300');
  expect(cloudflare.headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
});

test("an enforced rate limit refuses with 429 until time has passed", async () => {
  await using world = await openWorld({ actionMs: "manual", rateLimit: true });
  for (let sent = 0; sent < 1200; sent += 1) await world.cloudflare("GET", "/user/tokens/verify");

  const refused = await world.cloudflare("GET", "/zones");
  await world.advance(300_000);
  const allowed = await world.cloudflare("GET", "/zones");

  expect(refused).toMatchObject({ status: 429, body: { errors: [{ code: 971 }] } });
  expect(refused.headers.get("retry-after")).toBe("300");
  expect(allowed.status).toBe(200);
});

test("each project has a rate limit of its own", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  await world.hetzner("GET", "/servers");
  await world.hetzner("GET", "/servers");

  const other = await world.hetznerAs("other")("GET", "/servers");

  expect(other.headers.get("ratelimit-remaining")).toBe("3599");
});

test("a body of more than a megabyte ends the connection", async () => {
  await using world = await openWorld();

  await expect(world.hetzner("POST", "/ssh_keys", "x".repeat(2_000_000))).rejects.toThrow("fetch failed");
});

test("the control endpoint leaves an account few requests and says how it fared", async () => {
  await using world = await openWorld({ actionMs: "manual", rateLimit: true });
  await world.hetznerAs("other")("GET", "/servers");
  await world.control("POST", "/rate-limits", { cloud: "hetzner", account: "default", remaining: 1 });

  const statuses = [await world.hetzner("GET", "/servers"), await world.hetzner("GET", "/servers")];
  const unknown = await world.control("POST", "/rate-limits", { cloud: "hetzner", account: "none", remaining: 1 });

  expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
  expect(unknown.status).toBe(404);
  const { accounts } = (await world.control("GET", "/rate-limits")).body as { accounts: { cloud: string }[] };
  expect(accounts.filter(({ cloud }) => cloud === "hetzner")).toEqual([
    { cloud: "hetzner", account: "default", limit: 3600, remaining: 0, lowest: 0, exceeded: 1 },
    { cloud: "hetzner", account: "other", limit: 3600, remaining: 3599, lowest: 3599, exceeded: 0 },
  ]);
});
