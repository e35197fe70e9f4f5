import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import express from "express";
import { listen } from "../compose/listen.ts";
import { makeCustomer } from "../testing/customer.ts";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";

const LIMITS = {
  perKey: 8,
  perAddress: 1000,
  failures: 3,
  streams: 2,
  corsOrigins: ["https://app.example.com"],
  trustedProxies: ["127.0.0.1"],
};

let world: World;
beforeAll(async () => {
  world = await makeWorld({ config: { limits: LIMITS } });
});
afterAll(() => world.close());

/** As if a proxy had been asked from there. */
function from(address: string): Record<string, string> {
  return { "X-Forwarded-For": address };
}

async function times(count: number, ask: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await ask()).status);
  return statuses;
}

test("a key that asks too often is answered when to try again; another key is not held up", async () => {
  const customer = await makeCustomer(world, "eager");
  const other = await makeCustomer(world, "patient");

  const statuses = await times(8, () => customer.request("GET", "/v1/tenants"));
  const refused = await customer.request("GET", "/v1/tenants");
  const others = await other.request("GET", "/v1/tenants");

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(refused).toMatchObject({
    status: 429,
    body: { code: "rate_limited", detail: expect.stringContaining("8 requests") },
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  expect(refused.headers.get("ratelimit")).toMatch(/"key"; ?r=0/);
  expect(others.status).toBe(200);
});

test("what other processes counted in the database counts too", async () => {
  await world.service.db
    .em()
    .execute(
      "insert into request_counts (who, hits, resets_at) values ('address 192.0.2.50', 1000, now() + interval '1 minute')",
    );

  const counted = await world.request("GET", "/v1/tenants", { headers: from("192.0.2.50") });
  const elsewhere = await world.request("GET", "/v1/organizations", { headers: from("192.0.2.51") });

  expect(counted).toMatchObject({ status: 429, body: { detail: expect.stringContaining("this address") } });
  expect(elsewhere.status).toBe(200);
});

test("an address that guesses keys is refused, and a valid key from there is not", async () => {
  const customer = await makeCustomer(world, "neighbour");
  const headers = from("192.0.2.7");

  const guesses = await times(5, () => world.request("GET", "/v1/tenants", { key: "fh_guess", headers }));
  const valid = await customer.request("GET", "/v1/tenants", { headers });
  const elsewhere = await world.request("GET", "/v1/tenants", { key: "fh_guess", headers: from("192.0.2.8") });

  expect(guesses).toEqual([401, 401, 401, 429, 429]);
  expect(valid.status).toBe(200);
  expect(elsewhere.status).toBe(401);
});

test("a key has no more event streams open than it may, and a closed one makes room", async () => {
  const customer = await makeCustomer(world, "watcher");
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const signup = await customer.request<{ operation: { id: string } }>("POST", "/v1/tenants", {
    body: { ...ACME, name: "watched" },
  });
  const url = `${world.service.url}/v1/operations/${signup.body.operation.id}/events`;
  const open = async (): Promise<{ status: number; close: () => void }> => {
    const leave = new AbortController();
    const { status } = await fetch(url, { headers: { Authorization: `Bearer ${customer.key}` }, signal: leave.signal });
    return { status, close: () => leave.abort() };
  };

  const [first, second] = [await open(), await open()];
  const third = await open();
  first.close();
  const last = await until("room for another stream", async (see) => {
    const stream = see(await open());
    return stream.status === 200 && stream;
  });

  expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
  expect(last.status).toBe(200);
  second.close();
  last.close();
  hold.release();
});

test("pages of named origins may use the API, pages of others may not", async () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${world.service.url}/v1/tenants`, {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
      },
    });
  const closed = await makeWorld();

  const named = await preflight("https://app.example.com");
  const other = await preflight("https://evil.example.com");
  const off = await fetch(`${closed.service.url}/v1/tenants`, { headers: { Origin: "https://app.example.com" } });
  await closed.close();

  expect(named.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  expect(off.headers.get("access-control-allow-origin")).toBeNull();
  expect(off.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a client that does not get on with its request is let go", async () => {
  const timeouts = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const listening = await listen(express(), "127.0.0.1", 0, timeouts);
  const socket = connect(Number(new URL(listening.url).port), "127.0.0.1");

  socket.write("GET / HTTP/1.1\r\nHost: slow\r\n");
  const answer = await text(socket);
  await listening.close();

  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});
