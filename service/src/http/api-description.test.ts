import { EVENT_TYPES } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../testing/world.ts";
import { STATUS } from "./errors.ts";
import { EXAMPLES } from "./openapi/examples.ts";
import { namedSchemas } from "./openapi/named-schemas.ts";
import { ROUTES } from "./routes/index.ts";
import { NOT_BUILT } from "./routes/not-built.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  examples?: unknown[];
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; security: unknown; responses: Record<string, unknown> }>>;
  webhooks: Record<string, unknown>;
  servers: unknown[];
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
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
  expect(body.components.securitySchemes).toMatchObject({ apiKey: { type: "http", scheme: "bearer" } });
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

test("every schema of a body has a name, every field and parameter says what it means", async () => {
  const { body } = await world.request<Document>("GET", "/openapi.json", { key: null });
  const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ where: `${method} ${path}`, operation })),
  ) as unknown as { where: string; operation: OperationObject }[];
  const bodies = operations.flatMap(({ where, operation: { requestBody, responses } }) =>
    [requestBody, ...Object.values(responses)].flatMap((each) =>
      Object.entries(each?.content ?? {}).map(([type, { schema }]) => ({ where: `${where} ${type}`, schema })),
    ),
  );
  const unnamed = bodies.filter(({ where, schema }) => !where.endsWith("event-stream") && schema.$ref === undefined);
  const undescribed = [
    ...Object.entries(body.components.schemas).flatMap(([name, schema]) => undescribedIn(schema, name)),
    ...operations.flatMap(({ where, operation: { parameters = [] } }) =>
      parameters.filter(({ description }) => !description).map(({ name }) => `${where} ${name}`),
    ),
  ];

  // A heartbeat's body is what a machine of any version sends.
  expect(unnamed.map(({ where }) => where)).toEqual(Array(2).fill("post /v1/heartbeats application/json"));
  expect(undescribed).toEqual([]);
  expect(body.servers).toHaveLength(1);
});

test("what each route takes has an example, which it would take", async () => {
  const { body } = await world.request<Document>("GET", "/openapi.json", { key: null });
  const named = namedSchemas();

  for (const [name, example] of Object.entries(EXAMPLES)) {
    expect({ name, found: named[name] !== undefined }).toEqual({ name, found: true });
    expect({ name, wrong: named[name]?.safeParse(example).error?.issues }).toEqual({ name, wrong: undefined });
  }
  const withoutExample = ROUTES.filter((route) => route.body !== undefined).filter((route) => {
    const name = Object.entries(named).find(([, schema]) => schema === route.body)?.[0] ?? "";
    return body.components.schemas[name]?.examples === undefined;
  });
  expect(withoutExample.map(({ id }) => id)).toEqual([]);
});

test("every event that is announced is listed, with what it holds", async () => {
  const { body } = await world.request<Document>("GET", "/openapi.json", { key: null });

  expect(Object.keys(body.webhooks).sort()).toEqual(Object.keys(EVENT_TYPES).sort());
});

test("every list but those of what is offered comes in pages", () => {
  const lists = ROUTES.filter(
    ({ responses: { 200: ok } }) => "items" in ((ok?.schema as { shape?: object })?.shape ?? {}),
  );
  const whole = lists.filter(({ query }) => !("cursor" in query.shape && "limit" in query.shape));

  expect(lists.length).toBeGreaterThan(15);
  expect(whole.map(({ tag }) => tag)).toEqual(Array(5).fill("offer"));
});

interface OperationObject {
  parameters?: { name: string; description?: string }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}

function undescribedIn(schema: Schema, where: string): string[] {
  const inner = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...(field.description || field.anyOf?.some((each) => each.description) ? [] : [`${where}.${name}`]),
      ...undescribedIn(field, `${where}.${name}`),
    ]),
    ...inner.flatMap((each) => (typeof each === "object" ? undescribedIn(each, where) : [])),
  ];
}
