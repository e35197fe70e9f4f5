import { FreeholdError } from "@freehold/model";
import type { z } from "zod";
import { unstorableIn } from "../app/requests/unstorable-in.ts";
import { fieldErrors, pointerOf } from "./field-errors.ts";

/** @throws FreeholdError `invalid_request` with an entry for every wrong field. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (body === undefined) {
    throw new FreeholdError("invalid_request", "the request must have a JSON body, got none", {
      errors: [{ pointer: "", detail: "must be a JSON object, got none" }],
      nextStep: "send a JSON object with `Content-Type: application/json`",
    });
  }
  return parse(schema, body, "body");
}

/** Checks the parameters of a path or a query. @throws FreeholdError `invalid_request` */
export function parseParameters<Schema extends z.ZodObject>(schema: Schema, parameters: unknown): z.output<Schema> {
  return parse(schema, parameters, "parameters");
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  const errors = parsed.success
    ? unstorableIn(value).map(({ path, detail }) => ({ pointer: pointerOf(path), detail }))
    : fieldErrors(schema, parsed.error, value);
  if (parsed.success && errors.length === 0) return parsed.data;
  const fields = errors.map((error) => `${error.pointer || "/"} ${error.detail}`).join("; ");
  throw new FreeholdError("invalid_request", `the ${what} of the request cannot be used: ${fields}`, {
    errors,
    nextStep: "correct the fields that `errors` names and send the request again; GET /openapi.json has the schema",
  });
}
