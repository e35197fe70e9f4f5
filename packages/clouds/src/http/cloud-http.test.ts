import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { type CloudHttpOptions, createCloudHttp } from "./cloud-http.ts";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  text?: string;
}

let server: Server | undefined;
afterEach(() => void server?.close());

/** A client of a cloud that gives these answers, one after the other, and `hang-up` for a broken connection. */
async function clientOf(answers: (Answer | "hang-up" | "silence")[], options: Partial<CloudHttpOptions> = {}) {
  const requests: IncomingMessage[] = [];
  const pauses: number[] = [];
  server = createServer((request, response) => {
    requests.push(request);
    const answer = answers[requests.length - 1] ?? { status: 500 };
    if (answer === "silence") return;
    if (answer === "hang-up") return void request.socket.destroy();
    const text = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
    response.on("error", () => {});
    response.writeHead(answer.status, answer.headers).end(text);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  const http = createCloudHttp({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    token: "the-token",
    describeError: (body) =>
      (body as { error?: { code: string; message: string } } | undefined)?.error ?? { code: "", message: "" },
    sleep: async (ms) => void pauses.push(ms),
    random: () => 1,
    now: () => 1_000_000_000_000,
    ...options,
  });
  return { http, requests, pauses };
}

const GET = { method: "GET", path: "/servers" } as const;

test("a request carries the token and its query, and the answer is the parsed body", async () => {
  const { http, requests } = await clientOf([{ status: 200, body: { servers: [] } }]);

  expect(await http({ ...GET, query: { label_selector: "a=b,c", page: 2 } })).toEqual({ servers: [] });

  expect(requests[0]?.url).toBe("/v1/servers?label_selector=a%3Db%2Cc&page=2");
  expect(requests[0]?.headers.authorization).toBe("Bearer the-token");
});

test("what passes by itself is repeated with growing pauses", async () => {
  const { http, requests, pauses } = await clientOf(
    [
      "hang-up",
      { status: 503 },
      { status: 409, body: { error: { code: "conflict", message: "busy" } } },
      { status: 200, body: 1 },
    ],
    { passingCodes: ["conflict"] },
  );

  expect(await http(GET)).toBe(1);

  expect(requests).toHaveLength(4);
  expect(pauses).toEqual([300, 600, 1200]);
});

test("a pause that the vendor asks for is kept", async () => {
  const { http, pauses } = await clientOf([
    { status: 429, headers: { "retry-after": "7" } },
    { status: 429, headers: { "ratelimit-remaining": "0", "ratelimit-reset": "1000000012" } },
    { status: 503, headers: { "retry-after": new Date(1_000_000_003_000).toUTCString() } },
    { status: 204 },
  ]);

  expect(await http(GET)).toBeUndefined();

  expect(pauses).toEqual([7000, 12_000, 3000]);
});

test("a pause beyond our patience ends in cloud_rate_limited at once", async () => {
  const { http, requests } = await clientOf([
    {
      status: 429,
      headers: { "retry-after": "3600" },
      body: { error: { code: "rate_limit_exceeded", message: "slow" } },
    },
  ]);

  await expect(http(GET)).rejects.toMatchObject({
    code: "cloud_rate_limited",
    status: 429,
    vendorCode: "rate_limit_exceeded",
  });

  expect(requests).toHaveLength(1);
});

test("after the last attempt the failure has a code", async () => {
  await expect((await clientOf([], { attempts: 3 })).http(GET)).rejects.toMatchObject({
    code: "cloud_unreachable",
    status: 500,
  });
});

test("a cloud that does not answer in time is cloud_unreachable", async () => {
  const { http, requests } = await clientOf(["silence", "silence"], { attempts: 2, timeoutMs: 50 });

  await expect(http(GET)).rejects.toMatchObject({
    code: "cloud_unreachable",
    message: expect.stringContaining("GET /servers got no answer"),
  });

  expect(requests).toHaveLength(2);
});

const PAGE = { text: "<html>Please log in</html>", headers: { "content-type": "text/html" } };

test("a page with status 200 in the vendor's place: a question is asked again", async () => {
  const { http, requests } = await clientOf([
    { status: 200, ...PAGE },
    { status: 200, body: { servers: [] } },
  ]);

  expect(await http(GET)).toEqual({ servers: [] });

  expect(requests).toHaveLength(2);
});

test.each([
  ["a page with status 200", { status: 200, ...PAGE }],
  ["a page with status 404, which would read as if the thing were gone", { status: 404, ...PAGE }],
  ["half an answer", { status: 200, text: '{"servers":[{"id":' }],
  ["a redirect", { status: 302, headers: { location: "http://169.254.169.254/" } }],
  ["more than any answer has", { status: 200, text: `"${"x".repeat(9 * 1024 * 1024)}"` }],
  [
    "the gateway's word that it was none of the vendor's",
    { status: 424, body: { error: { code: "c", message: "m" } } },
  ],
])("%s is cloud_unavailable; an order that it came for is not sent again", async (_what, answer) => {
  const { http, requests } = await clientOf([answer], { cloud: "hetzner" });

  await expect(http({ method: "DELETE", path: "/servers/1" })).rejects.toMatchObject({
    code: "cloud_unavailable",
    cloud: "hetzner",
  });

  expect(requests).toHaveLength(1);
});

const FINAL = [
  { status: 401, vendor: "unauthorized", code: "cloud_unauthorized" },
  { status: 403, vendor: "resource_limit_exceeded", code: "cloud_quota_reached" },
  { status: 404, vendor: "not_found", code: "not_found" },
  { status: 412, vendor: "resource_unavailable", code: "cloud_capacity" },
  { status: 501, vendor: "", code: "cloud_unreachable" },
] as const;

for (const { status, vendor, code } of FINAL) {
  test(`${status} ${vendor} is not repeated and becomes ${code}`, async () => {
    const { http, requests } = await clientOf([{ status, body: { error: { code: vendor, message: "no" } } }], {
      cloud: "hetzner",
    });

    await expect(http(GET)).rejects.toMatchObject({ code, status, vendorCode: vendor, cloud: "hetzner" });

    expect(requests).toHaveLength(1);
  });
}
