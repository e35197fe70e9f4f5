import { EVENT_TYPES, WebhookMessage } from "@freehold/model";
import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { HEARTBEAT_PATH } from "../app/heartbeats/heartbeat-key.ts";
import { Heartbeat } from "../app/heartbeats/take-heartbeat.ts";
import { finishDocument } from "./openapi/finish-document.ts";
import { namedSchemas } from "./openapi/named-schemas.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/index.ts";
import { NOT_BUILT, type UnbuiltRoute } from "./routes/not-built.ts";

const PROBLEM = { "application/problem+json": { schema: Problem } };

/** A status that is not described here is a fault of the service: there is no `default` that would cover it up. */
const PROBLEMS = {
  refused: { "4XX": problemAnswer("The request cannot be done; a problem document (RFC 9457), decide by `code`") },
  notBuilt: { 501: problemAnswer("`not_built`: part of the API, not of this version; nothing was done") },
  outside: { 502: problemAnswer("A cloud or a machine that was asked did not answer, or refused the service") },
  unavailable: {
    503: problemAnswer("Not possible now; `Retry-After` and `nextStep` say when it is, and who can help"),
  },
};

function problemAnswer(description: string) {
  return { description, content: PROBLEM };
}

/** The description of the API, OpenAPI 3.1, from the schemas that the requests are checked by. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  for (const route of NOT_BUILT) paths[route.path] = { ...paths[route.path], [route.method]: unbuiltOf(route) };
  paths[HEARTBEAT_PATH] = { post: HEARTBEAT };
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "Freehold",
      version,
      description:
        "A server, a stack and a name of its own for every tenant. Slow work answers 202 with an operation to follow.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ apiKey: [] }],
    servers: [{ url: "/", description: "The service that this description is of" }],
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, as `Authorization: Bearer <key>`" },
      },
    },
    webhooks: WEBHOOKS,
    tags: [
      { name: "tenants", description: "Isolated environments, one machine each" },
      { name: "operations", description: "Requested changes of a tenant, as they run" },
      { name: "credentials", description: "Accounts at the clouds: an organization's own, and the platform's" },
      { name: "offer", description: "What can be ordered" },
      { name: "hosts", description: "Machines that tenants share, each in a slot of its own; for the operator" },
      { name: "ledger", description: "What exists at the clouds against what should" },
      { name: "audit", description: "What was done, and by whom" },
      { name: "master-keys", description: "What everything at rest is sealed with; for the operator" },
      { name: "webhooks", description: "Where an organization's events are sent" },
      { name: "organizations", description: "Customers, with what they may have" },
      { name: "members", description: "The people of an organization" },
      { name: "api-keys", description: "What requests are made with" },
    ],
    paths,
  });
  return finishDocument(document);
}

/** What is posted to the organizations' webhooks. */
const WEBHOOKS: ZodOpenApiPathsObject = Object.fromEntries(
  Object.entries(EVENT_TYPES).map(([type, description]) => [
    type,
    {
      post: {
        summary: description.replace(/:.*/, ""),
        description: `\`data\`: ${description}`,
        security: [],
        requestBody: { required: true, content: { "application/json": { schema: WebhookMessage } } },
        responses: { "2XX": { description: "Taken; any other answer is tried again" } },
      },
    },
  ]),
);

/** Machines sign what they send; no key opens it. */
const HEARTBEAT: ZodOpenApiOperationObject = {
  operationId: "takeHeartbeat",
  summary: "A machine reports what `hostctl status` says, signed with its own key as Standard Webhooks prescribes",
  security: [],
  tags: ["ledger"],
  requestParams: {
    header: z.object({
      "webhook-id": z.string().min(1).max(500),
      "webhook-timestamp": z
        .string()
        .regex(/^\d{1,12}$/)
        .meta({ description: "Seconds since 1970, within 300 of now" }),
      "webhook-signature": z.string().min(1).max(500),
    }),
  },
  requestBody: { required: true, content: { "application/json": { schema: Heartbeat } } },
  responses: {
    200: {
      description: "Taken; `taken` is false for a repetition, which changes nothing",
      content: { "application/json": { schema: z.object({ taken: z.boolean() }) } },
    },
    ...PROBLEMS.refused,
    ...PROBLEMS.unavailable,
  },
};

function operationOf(route: Route): ZodOpenApiOperationObject {
  const hasParams = Object.keys(route.params.shape).length > 0;
  const hasQuery = Object.keys(route.query.shape).length > 0;
  return {
    operationId: route.id,
    summary: route.summary,
    // What the key must be allowed to do, as the specification lets other schemes than OAuth name it.
    security: [{ apiKey: [route.permission] }],
    tags: [route.tag],
    ...((hasParams || hasQuery || route.method === "post") && {
      requestParams: {
        ...(hasParams && { path: route.params }),
        ...(hasQuery && { query: route.query }),
      },
    }),
    ...(route.method === "post" && { parameters: [IDEMPOTENCY_KEY] }),
    ...(route.body && { requestBody: { required: true, content: { "application/json": { schema: route.body } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(answerOf)),
      ...PROBLEMS.refused,
      ...(route.callsUpstream && PROBLEMS.outside),
      ...PROBLEMS.unavailable,
    },
  };
}

/** What a route will be is not described before it is there. */
function unbuiltOf({ id, path }: UnbuiltRoute): ZodOpenApiOperationObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return {
    operationId: id,
    summary: "Not built yet: answers 501 and does nothing",
    tags: [path.split("/")[2] === "orphans" ? "ledger" : "tenants"],
    parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string", minLength: 1 } })),
    responses: { ...PROBLEMS.refused, ...PROBLEMS.notBuilt, ...PROBLEMS.unavailable },
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description: "The same key with the same request gets the same answer for 24 hours",
  schema: { type: "string", maxLength: 255 },
} as const;

const LOCATION = {
  description: "Where what was accepted is followed: its operation or, where it has none, the thing itself",
  required: true,
  schema: { type: "string", format: "uri-reference" },
} as const;

function answerOf([status, answer]: [string, Route["responses"][number]]) {
  const { description, schema, contentType = "application/json" } = answer;
  const headers = status === "202" ? { headers: { Location: LOCATION } } : {};
  return [status, { description, ...headers, ...(schema && { content: { [contentType]: { schema } } }) }] as const;
}
