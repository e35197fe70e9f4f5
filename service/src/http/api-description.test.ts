import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../testing/world.ts";
import { STATUS } from "./errors.ts";
import { ROUTES } from "./routes/index.ts";
import { NOT_BUILT } from "./routes/not-built.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; security: unknown; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

test("every route is in the API's description, with its answers and its problems", async () => {
  const { body } = await world.request<Document>("GET", "/openapi.json", { key: null });

  expect(body.openapi).toBe("3.1.0");
  for (const route of ROUTES) {
    const described = body.paths[route.path]?.[route.method];
    expect(described?.operationId).toBe(route.id);
    expect(described?.security).toEqual([{ apiKey: [route.permission] }]);
    const outside = route.callsUpstream ? ["502"] : [];
    expect(Object.keys(described?.responses ?? {}).sort()).toEqual(
      [...Object.keys(route.responses), "4XX", ...outside, "503"].sort(),
    );
  }
  expect(body.components.securitySchemes).toEqual({ apiKey: { type: "http", scheme: "bearer" } });
});

test("what is not built is described as that, and answers so", async () => {
  const { body } = await world.request<Document>("GET", "/openapi.json", { key: null });

  expect(NOT_BUILT.length).toBeGreaterThan(0);
  for (const { method, path, id } of NOT_BUILT) {
    const answer = await world.request<{ code: string }>(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "some"));

    expect(body.paths[path]?.[method]?.operationId).toBe(id);
    expect(Object.keys(body.paths[path]?.[method]?.responses ?? {})).toEqual(["501", "503", "4XX"]);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 501, code: "not_built" });
  }
});

test("the page that shows the description needs nothing from elsewhere", async () => {
  const page = await fetch(`${world.service.url}/docs`);
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "");
  const statuses = await Promise.all(parts.map(async (part) => (await fetch(`${world.service.url}${part}`)).status));

  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(parts).toHaveLength(3);
  expect(parts.every((part) => part.startsWith("/docs/"))).toBe(true);
  expect(statuses).toEqual([200, 200, 200]);
});

test("health and metrics answer without a key", async () => {
  const health = await world.request("GET", "/healthz", { key: null });
  const ready = await world.request("GET", "/readyz", { key: null });
  const metrics = await (await fetch(`${world.service.url}/metrics`)).text();

  expect(health.body).toEqual({ status: "ok" });
  expect(ready.body).toEqual({ status: "ready" });
  expect(metrics).toContain('freehold_http_request_seconds_count{method="GET",route="/healthz",status="200"} 1');
});

test("an answer names the request's id, given or made", async () => {
  const given = await world.request("GET", "/healthz", { headers: { "X-Request-Id": "abc-1" } });
  const made = await world.request("GET", "/v1/nothing");

  expect(given.headers.get("x-request-id")).toBe("abc-1");
  expect(made.body).toMatchObject({ requestId: made.headers.get("x-request-id") });
});

test("every code's status is one that HTTP has for failures", () => {
  expect(Object.values(STATUS).every((status) => status >= 400 && status <= 599)).toBe(true);
});
