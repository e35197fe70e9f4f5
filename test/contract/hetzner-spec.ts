import { join } from "node:path";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { closed, createAjv, problemsOf, readJson, type Schema } from "./json-schema.ts";
import type { CheckAnswer } from "./prover.ts";

type Responses = Record<string, { content?: { "application/json"?: { schema: Schema } } }>;
type Paths = Record<string, Record<string, { responses: Responses } | undefined> | undefined>;

/** The specification gives `GET /actions` no paging, though the vendor's own Go client pages through it. */
const UNDOCUMENTED: Record<string, string> = { "GET /actions": "meta" };

/** Checks answers against the vendor's OpenAPI document; fields that it does not name are refused. */
export function hetznerSpec(specsDir: string): CheckAnswer {
  const { paths } = readJson(join(specsDir, "hetzner.openapi.json")) as { paths: Paths };
  const ajv = createAjv();
  const compiled = new Map<string, ValidateFunction>();

  return (route, status, body) => {
    const [method = "", path = ""] = route.split(" ");
    const responses = paths[path]?.[method.toLowerCase()]?.responses;
    if (responses === undefined) return [`the specification has no ${route}`];
    const key = String(status) in responses ? String(status) : `${String(status)[0]}xx`;
    if (!(key in responses)) return [`the specification has no status ${status} for ${route}`];
    const schema = responses[key]?.content?.["application/json"]?.schema;
    if (schema === undefined)
      return body === undefined ? [] : [`the answer to ${route} has no body in the specification`];

    const name = `${route} ${key}`;
    const validate = compiled.get(name) ?? ajv.compile(closed(schema) as Schema);
    compiled.set(name, validate);
    return validate(without(body, UNDOCUMENTED[route])) ? [] : problemsOf(validate.errors);
  };
}

function without(body: unknown, field: string | undefined): unknown {
  if (field === undefined) return body;
  return Object.fromEntries(Object.entries(body as object).filter(([name]) => name !== field));
}
