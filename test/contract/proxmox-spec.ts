import { join } from "node:path";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { createAjv, problemsOf, readJson, type Schema } from "./json-schema.ts";
import type { CheckAnswer } from "./prover.ts";

type Endpoints = Record<string, Record<string, { returns?: Schema } | undefined> | undefined>;

const ERROR: Schema = {
  type: "object",
  required: ["data"],
  properties: {
    data: { type: "null" },
    message: { type: "string" },
    errors: { type: "object", additionalProperties: { type: "string" } },
  },
  additionalProperties: false,
};

/** Checks answers against the vendor's API schema. Errors have no schema there: theirs is the form that clients read. */
export function proxmoxSpec(specsDir: string): CheckAnswer {
  const { endpoints } = readJson(join(specsDir, "proxmox-9.api.json")) as { endpoints: Endpoints };
  const ajv = createAjv();
  const refused = ajv.compile(ERROR);
  const compiled = new Map<string, ValidateFunction>();

  return (route, status, body) => {
    const [method = "", path = ""] = route.split(" ");
    const endpoint = endpoints[path]?.[method];
    if (endpoint === undefined) return [`the specification has no ${route}`];
    if (status !== 200) return refused(body) ? [] : problemsOf(refused.errors);
    const returns = jsonSchema(endpoint.returns ?? {});
    const validate =
      compiled.get(route) ?? ajv.compile({ type: "object", required: ["data"], properties: { data: returns } });
    compiled.set(route, validate);
    return validate(body) ? [] : problemsOf(validate.errors);
  };
}

/** The vendor's dialect as JSON Schema: `optional`, flags as 0 and 1, and whole numbers that may come as text. */
function jsonSchema(schema: Schema): Schema {
  const { type, properties, items, enum: values, additionalProperties } = schema;
  switch (type) {
    case "boolean":
      return { enum: [0, 1] };
    case "integer":
      return { anyOf: [{ type: "integer" }, { type: "string", pattern: "^\\d+$" }] };
    case "array":
      return { type, ...(items === undefined ? {} : { items: jsonSchema(items as Schema) }) };
    case "object":
      return properties === undefined
        ? { type }
        : objectSchema(properties as Record<string, Schema>, additionalProperties);
    default:
      if (schema.optional === 1 && type === "string") return { anyOf: [{ type: "string" }, { type: "null" }] };
      return {
        ...(type === undefined || type === "any" ? {} : { type }),
        ...(values === undefined ? {} : { enum: values }),
      };
  }
}

function objectSchema(properties: Record<string, Schema>, additionalProperties: unknown): Schema {
  const plain = Object.entries(properties).filter(([name]) => !name.includes("[n]"));
  const numbered = Object.entries(properties).filter(([name]) => name.includes("[n]"));
  return {
    type: "object",
    required: plain.filter(([, property]) => !property.optional).map(([name]) => name),
    properties: Object.fromEntries(plain.map(([name, property]) => [name, jsonSchema(property)])),
    patternProperties: Object.fromEntries(
      numbered.map(([name, property]) => [`^${name.replace("[n]", "\\d+")}$`, jsonSchema(property)]),
    ),
    ...(additionalProperties === 0 ? { additionalProperties: false } : {}),
  };
}
