import { join } from "node:path";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { createAjv, problemsOf, readJson, type Schema } from "./json-schema.ts";
import type { CheckAnswer } from "./prover.ts";

type Responses = Record<string, { content?: Record<string, object> }>;
type Paths = Record<string, Record<string, { responses: Responses } | undefined>>;

/**
 * Checks answers against the vendor's OpenAPI document. Its schemas are composed of parts, so that fields which none of them names
 * cannot be refused.
 */
export function digitaloceanSpec(specsDir: string): CheckAnswer {
  const document = readJson(join(specsDir, "digitalocean.openapi.json"));
  const paths = document.paths as Paths;
  // Its patterns escape characters that need none, which regular expressions with the flag `u` refuse.
  const ajv = createAjv({ unicodeRegExp: false });
  ajv.addSchema(withSwitchedOffDroplets(document), "digitalocean");
  const pathsByShape = new Map(Object.keys(paths).map((path) => [shapeOf(path), path]));
  const compiled = new Map<string, ValidateFunction>();

  return (route, status, body) => {
    const [method = "", path = ""] = route.split(" ");
    const specified = pathsByShape.get(shapeOf(`/v2${path}`)) ?? "";
    const responses = paths[specified]?.[method.toLowerCase()]?.responses;
    if (responses === undefined) return [`the specification has no ${route}`];
    const key = String(status) in responses ? String(status) : "default";
    if (!(key in responses) || (key === "default" && status < 400))
      return [`the specification has no status ${status} for ${route}`];
    if (responses[key]?.content === undefined)
      return body === undefined ? [] : [`the answer to ${route} has no body in the specification`];

    const name = `${route} ${key}`;
    const pointer = [
      "paths",
      specified,
      method.toLowerCase(),
      "responses",
      key,
      "content",
      "application/json",
      "schema",
    ];
    const validate = compiled.get(name) ?? ajv.compile({ $ref: `digitalocean#/${pointer.map(escaped).join("/")}` });
    compiled.set(name, validate);
    return validate(body) ? [] : problemsOf(validate.errors);
  };
}

/** Parameters have other names in the specification than in the emulator. */
function shapeOf(path: string): string {
  return path.replace(/\{\w+\}/g, "{}");
}

/** As a part of a JSON pointer in a URI. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** The document was made from YAML, where a bare `off` is false. */
function withSwitchedOffDroplets(document: Schema): Schema {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === "enum" && Array.isArray(value) ? value.map((allowed) => (allowed === false ? "off" : allowed)) : value,
  ) as Schema;
}
