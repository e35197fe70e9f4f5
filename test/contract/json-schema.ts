import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type Options } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A piece of JSON Schema, as the vendors write it. */
export type Schema = { [keyword: string]: unknown };

/** Validators for the vendors' schemas, which use keywords and formats of OpenAPI's own. */
export function createAjv(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, ...options });
  addFormats.default(ajv);
  ajv.addFormat("decimal", /^-?\d+(\.\d+)?$/);
  return ajv;
}

export function readJson(path: string): Schema {
  return JSON.parse(readFileSync(path, "utf8")) as Schema;
}

/** The schema with nothing allowed but what it names: an extra field is as wrong as a missing one. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([keyword, value]) => [keyword, closed(value)]);
  const result = Object.fromEntries(entries) as Schema;
  if ("properties" in result && !("additionalProperties" in result)) result.additionalProperties = false;
  return result;
}

/** The errors of a validation, one line each. */
export function problemsOf(errors: ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
}
