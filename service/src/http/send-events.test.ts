import { OperationEvent } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeCustomer } from "../testing/customer.ts";
import { ACME, makeWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** The stream as text, read to its end. */
async function events(operationId: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${world.service.url}/v1/operations/${operationId}/events`, {
    headers: { Authorization: `Bearer ${world.service.adminKey}`, ...headers },
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  return response.text();
}

function parse(stream: string): OperationEvent[] {
  const data = [...stream.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? ""));
  return data.map((event) => OperationEvent.parse(event));
}

test("a follower gets every event once and in order, and the stream ends after `done`", async () => {
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const { body } = await world.signUp("followed");
  const following = events(body.operation.id);
  await hold.reached;
  hold.release();

  const stream = await following;
  const seen = parse(stream);

  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
  expect(seen.flatMap((event) => (event.kind === "stage" ? [event.stage] : []))).toEqual([
    "initialise",
    "allocate",
    "configure",
    "provision",
    "verify",
    "complete",
  ]);
  expect(seen.at(-1)).toMatchObject({ kind: "done", status: "succeeded", percent: 100 });
  const percents = seen.flatMap((event) => ("percent" in event ? [event.percent] : []));
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(stream).toMatch(/^id: 1\nevent: stage\ndata: /);
});

test("a follower that comes back with Last-Event-ID gets only what it has not seen", async () => {
  const { body } = await world.signUp("resumed");
  await world.ended(body.operation.id);
  const all = parse(await events(body.operation.id));

  const rest = parse(await events(body.operation.id, { "Last-Event-ID": "3" }));

  expect(rest).toEqual(all.slice(3));
});

test.each(["revoked", "expired", "left with less"])("the stream of a key that is %s ends", async (end) => {
  const customer = await makeCustomer(world, `stream-${end.split(" ")[0]}`);
  const { id, key } = await customer.issueKey();
  const hold = world.engine.holdAt("hcloud:index/server:Server");
  const { body } = await customer.request<{ operation: { id: string } }>("POST", "/v1/tenants", {
    body: { ...ACME, name: `watched-${end.split(" ")[0]}` },
  });
  const response = await fetch(`${world.service.url}/v1/operations/${body.operation.id}/events`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  const stream = response.text();
  await hold.reached;

  const changes: Record<string, string> = {
    revoked: "revoked_at = now()",
    expired: "expires_at = now() - interval '1 second'",
    "left with less": `scopes = '["members:read"]'`,
  };
  await world.service.db.em().execute(`update api_keys set ${changes[end]} where id = ?`, [id]);

  const seen = parse(await stream);
  expect(response.status).toBe(200);
  expect(seen.at(-1)?.kind).not.toBe("done");
  hold.release();
  await world.ended(body.operation.id);
});

test("a Last-Event-ID that is no number is refused", async () => {
  const { body } = await world.signUp("refused");

  const answer = await world.request("GET", `/v1/operations/${body.operation.id}/events`, {
    headers: { "Last-Event-ID": "latest" },
  });

  expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  await world.ended(body.operation.id);
});
