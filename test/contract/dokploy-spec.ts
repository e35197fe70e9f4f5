import { join } from "node:path";
import { createAjv, problemsOf, readJson, type Schema } from "./json-schema.ts";
import type { CheckAnswer } from "./prover.ts";

interface Operation {
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, unknown>;
}

/** What the product's document says of its API: every answer of 200 is described as any object, so only requests and refusals can be held against it. */
export interface DokploySpec {
  check: CheckAnswer;
  /** What is wrong with a request's body. */
  problemsOfBody(route: string, body: unknown): string[];
}

export function dokploySpec(specsDir: string): DokploySpec {
  const openapi = readJson(join(specsDir, "dokploy.openapi.json")) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const ajv = createAjv();
  ajv.addSchema(openapi, "dokploy");
  const operationOf = (route: string): Operation | undefined => {
    const [method = "", path = ""] = route.split(" ");
    return openapi.paths[path]?.[method.toLowerCase()];
  };
  return {
    check(route, status, body) {
      const operation = operationOf(route);
      if (operation === undefined) return [`${route} is not in the document`];
      if (!(status in operation.responses)) return [`${route} does not answer ${status}`];
      if (status === 200) return [];
      const validate = ajv.compile({
        $ref: `dokploy#/components/schemas/error.${status === 404 ? "NOT_FOUND" : "BAD_REQUEST"}`,
      });
      return validate(body) ? [] : problemsOf(validate.errors);
    },
    problemsOfBody(route, body) {
      const schema = operationOf(route)?.requestBody?.content["application/json"].schema;
      if (schema === undefined) return body === undefined ? [] : [`${route} takes no body`];
      const validate = ajv.compile(schema);
      return validate(body) ? [] : problemsOf(validate.errors);
    },
  };
}
