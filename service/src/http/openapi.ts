import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/index.ts";

const PROBLEM_ANSWER = {
  description: "A problem document (RFC 9457); decide by `code`",
  content: { "application/problem+json": { schema: Problem.meta({ id: "Problem" }) } },
};

/** The description of the API, OpenAPI 3.1, from the schemas that the requests are checked by. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Freehold",
      version,
      description:
        "A server, a stack and a name of its own for every tenant. Slow work answers 202 with an operation to follow.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ apiKey: [] }],
    components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    tags: [
      { name: "tenants", description: "Isolated environments, one machine each" },
      { name: "operations", description: "Requested changes of a tenant, as they run" },
      { name: "credentials", description: "Accounts at the clouds: an organization's own, and the platform's" },
      { name: "offer", description: "What can be ordered" },
      { name: "hosts", description: "Machines that tenants share, each in a slot of its own; for the operator" },
      { name: "audit", description: "What was done, and by whom" },
      { name: "master-keys", description: "What everything at rest is sealed with; for the operator" },
      { name: "webhooks", description: "Where an organization's events are sent" },
      { name: "organizations", description: "Customers, with what they may have" },
      { name: "members", description: "The people of an organization" },
      { name: "api-keys", description: "What requests are made with" },
    ],
    paths,
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const hasParams = Object.keys(route.params.shape).length > 0;
  const hasQuery = Object.keys(route.query.shape).length > 0;
  return {
    operationId: route.id,
    summary: route.summary,
    // What the key must be allowed to do, as the specification lets other schemes than OAuth name it.
    security: [{ apiKey: [route.needs] }],
    tags: [route.tag],
    ...((hasParams || hasQuery || route.method === "post") && {
      requestParams: {
        ...(hasParams && { path: route.params }),
        ...(hasQuery && { query: route.query }),
      },
    }),
    ...(route.method === "post" && { parameters: [IDEMPOTENCY_KEY] }),
    ...(route.body && { requestBody: { required: true, content: { "application/json": { schema: route.body } } } }),
    responses: { ...Object.fromEntries(Object.entries(route.answers).map(answerOf)), default: PROBLEM_ANSWER },
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description: "The same key with the same request gets the same answer for 24 hours",
  schema: { type: "string", maxLength: 255 },
} as const;

function answerOf([status, answer]: [string, Route["answers"][number]]) {
  const { description, schema, contentType = "application/json" } = answer;
  return [status, { description, ...(schema && { content: { [contentType]: { schema } } }) }] as const;
}
