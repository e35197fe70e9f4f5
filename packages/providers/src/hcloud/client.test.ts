import { afterEach, expect, test } from "@jest/globals";
import { type Asked, type FakeHttp, type Reply, startFakeHttp } from "../testing/fake-http.ts";
import { HcloudClient } from "./client.ts";

const { signal } = new AbortController();
const running: FakeHttp[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((fake) => fake.close()));
});

async function start(reply: (asked: Asked, count: number) => Reply) {
  let count = 0;
  const fake = await startFakeHttp((asked) => reply(asked, ++count));
  running.push(fake);
  const client = new HcloudClient({
    endpoint: fake.endpoint,
    token: "token",
    pollIntervalMs: 60,
    constantPolling: false,
    version: "1",
  });
  return { fake, client };
}

const action = (id: number, status: string, error: object | null = null) => ({
  id,
  command: "create_server",
  status,
  error,
});

test("actions that run are looked at together, in the form that the vendor expects, until all have ended", async () => {
  const { fake, client } = await start((_asked, count) => {
    const actions = [action(1, count < 2 ? "running" : "success"), action(2, "success")];
    return { status: 200, body: { actions } };
  });

  await client.waitFor([action(1, "running"), null, action(2, "running"), action(3, "success")] as never, signal);

  expect(fake.asked.map(({ path }) => path)).toEqual([
    "/actions?id=1&id=2&page=1&sort=status&sort=id",
    "/actions?id=1&page=1&sort=status&sort=id",
  ]);
});

test("an action that failed is reported in one line", async () => {
  const error = { code: "resource_unavailable", message: "no capacity in fsn1" };
  const { client } = await start(() => ({ status: 200, body: { actions: [action(1, "error", error)] } }));

  await expect(client.waitFor([action(1, "running")] as never, signal)).rejects.toThrow(
    "Hetzner could not finish create_server (action 1): no capacity in fsn1 (resource_unavailable)",
  );
});

test("a request is repeated while the thing is locked, and after the time that the vendor asks for", async () => {
  const { fake, client } = await start((_asked, count) => {
    if (count === 1) return { status: 423, body: { error: { code: "locked", message: "locked" } } };
    if (count === 2) {
      const body = { error: { code: "rate_limit_exceeded", message: "too many" } };
      return { status: 429, body, headers: { "retry-after": "0.05" } };
    }
    return { status: 200, body: { done: true } };
  });

  await expect(client.post("/servers/1/actions/poweroff", {}, signal)).resolves.toEqual({ done: true });
  expect(fake.asked).toHaveLength(3);
});

test("a refusal is one line with the vendor's code, message and fields", async () => {
  const details = { fields: [{ name: "name", messages: ["is too long"] }] };
  const { client } = await start(() => ({
    status: 422,
    body: { error: { code: "invalid_input", message: "invalid input in field 'name'", details } },
  }));

  await expect(client.post("/servers", {}, signal)).rejects.toThrow(
    "Hetzner refused POST /servers: invalid input in field 'name'; name: is too long (invalid_input, 422)",
  );
});

test("a thing that is not there is undefined when looked for", async () => {
  const { client } = await start(() => ({ status: 404, body: { error: { code: "not_found", message: "no" } } }));

  await expect(client.find("/servers/1", signal)).resolves.toBeUndefined();
});

test("an order in flight is not given up by a cancellation: its answer holds the id", async () => {
  const controller = new AbortController();
  const { client } = await start(() => {
    controller.abort(new Error("cancelled"));
    return { status: 201, body: { server: { id: 7 } } };
  });

  await expect(client.post("/servers", {}, controller.signal)).resolves.toEqual({ server: { id: 7 } });
});

test("waiting for an action ends when it is cancelled", async () => {
  const controller = new AbortController();
  const { client } = await start(() => {
    controller.abort(new Error("cancelled"));
    return { status: 200, body: { actions: [action(1, "running")] } };
  });

  await expect(client.waitFor([action(1, "running")] as never, controller.signal)).rejects.toThrow("cancelled");
});

test("a vendor that cannot be reached is reported with the address", async () => {
  const { fake, client } = await start(() => ({ status: 200 }));
  await fake.close();

  await expect(client.get("/servers", signal)).rejects.toThrow(`no answer to GET ${fake.endpoint}/servers: `);
});
