import type { OperationEvent } from "@freehold/model";
import { afterEach, expect, test } from "@jest/globals";
import { follow } from "./follow.ts";
import { createHttp } from "./http.ts";
import { asStream, EVENTS } from "./testing/samples.ts";
import { type StubService, sendJson, startStubService } from "./testing/stub-service.ts";

let service: StubService;
afterEach(() => service.close());

async function followed(answer: Parameters<typeof startStubService>[0]): Promise<OperationEvent[]> {
  service = await startStubService(answer);
  const http = createHttp({ baseUrl: service.url, apiKey: "k" });
  const events: OperationEvent[] = [];
  for await (const event of follow(http, "op1", { retryMs: 1 })) events.push(event);
  return events;
}

test("the events come in order and end with `done`", async () => {
  const events = await followed((_request, res) => res.end(asStream(EVENTS)));

  expect(events).toEqual(EVENTS);
  expect(service.requests).toHaveLength(1);
  expect(service.requests[0]?.headers).not.toHaveProperty("last-event-id");
});

test("a connection that breaks is opened again where it ended", async () => {
  const events = await followed((_request, res, count) => {
    if (count > 1) return void res.end(asStream(EVENTS.slice(2)));
    res.write(asStream(EVENTS.slice(0, 2)), () => res.destroy());
  });

  expect(events).toEqual(EVENTS);
  expect(service.requests[1]?.headers["last-event-id"]).toBe("2");
});

test("a stream that ends early, as at a restart of the service, is opened again", async () => {
  const events = await followed((_request, res, count) => {
    if (count === 2) return sendJson(res, 503, { code: "service_unavailable", detail: "starting" });
    res.end(asStream(count === 1 ? EVENTS.slice(0, 3) : EVENTS.slice(3)));
  });

  expect(events).toEqual(EVENTS);
  expect(service.requests).toHaveLength(3);
});

test("events that are sent again are passed on once", async () => {
  const events = await followed((_request, res, count) => {
    res.end(asStream(count === 1 ? EVENTS.slice(0, 2) : EVENTS));
  });

  expect(events).toEqual(EVENTS);
});

test("a refusal is final", async () => {
  const following = followed((_request, res) => sendJson(res, 404, { code: "not_found", detail: "no operation" }));

  await expect(following).rejects.toMatchObject({ code: "not_found" });
  expect(service.requests).toHaveLength(1);
});

test("a follower that leaves ends the connection", async () => {
  service = await startStubService((_request, res) => res.write(asStream(EVENTS.slice(0, 1))));
  const leave = new AbortController();
  const http = createHttp({ baseUrl: service.url, apiKey: "k" });
  const seen: OperationEvent[] = [];

  for await (const event of follow(http, "op1", { signal: leave.signal })) {
    seen.push(event);
    leave.abort();
  }

  expect(seen).toEqual(EVENTS.slice(0, 1));
});
