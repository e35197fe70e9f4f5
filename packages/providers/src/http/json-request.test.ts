import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { type Method, sendJson } from "./json-request.ts";

let server: Server | undefined;
afterEach(() => void server?.close());

/** Asks what answers so, and counts how often it was asked. */
async function ask(method: Method, answer: (response: ServerResponse, nth: number) => void) {
  const requests: IncomingMessage[] = [];
  server = createServer((request, response) => {
    requests.push(request);
    response.on("error", () => {});
    answer(response, requests.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/servers`;
  const request = { method, url, token: "t", userAgent: "test", signal: new AbortController().signal };
  const outcome = await sendJson(request).catch((error: Error) => error.message);
  return { outcome, asked: requests.length };
}

const page = (response: ServerResponse, status: number): void =>
  void response.writeHead(status, { location: "/elsewhere" }).end("<html>Please log in</html>");

test("a page in the vendor's place is asked again when it only reads", async () => {
  const { outcome, asked } = await ask("GET", (response, nth) =>
    nth === 1 ? page(response, 200) : void response.end('{"servers":[]}'),
  );

  expect(outcome).toMatchObject({ status: 200, body: { servers: [] } });
  expect(asked).toBe(2);
});

test.each([
  ["a page with status 200", 200],
  ["a page with status 404, which would read as if the thing were gone", 404],
  ["a redirect", 302],
])("%s is no answer of the vendor's, and an order is sent once", async (_what, status) => {
  const { outcome, asked } = await ask("POST", (response) => page(response, status));

  expect(outcome).toMatch(/^cloud_unavailable: POST \/v1\/servers was answered /);
  expect(asked).toBe(1);
});

test("an answer without end is cut off", async () => {
  let closed = false;
  const { outcome } = await ask("POST", async (response) => {
    response.on("close", () => {
      closed = true;
    });
    while (!response.destroyed && !closed)
      if (!response.write("x".repeat(1 << 20))) await Promise.race([once(response, "drain"), once(response, "close")]);
  });

  expect(outcome).toMatch(/the answer has more than 8388608 bytes/);
});
