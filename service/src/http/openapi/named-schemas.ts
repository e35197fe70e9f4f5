import * as model from "@freehold/model";
import { z } from "zod";
import { Problem } from "../problem.ts";
import type { Route } from "../route.ts";
import { ROUTES } from "../routes/index.ts";
import * as shared from "../schemas.ts";

/** Schemas of paths and queries are shown as parameters, one by one. */
const NO_BODIES = /Params$|^PathName$|^SignupBody$/;

/**
 * Every schema of a body with its name: those of the model by the names that they have there, what belongs to one route by the route's. What
 * stands in several places is then described once.
 */
export function namedSchemas(): Record<string, z.ZodType> {
  const named = new Map<z.ZodType, string>();
  const add = (name: string, schema: unknown): void => {
    if (schema instanceof z.ZodType && !named.has(schema)) named.set(schema, name);
  };
  add("Problem", Problem);
  for (const [name, value] of [...Object.entries(model), ...Object.entries(shared)])
    if (!NO_BODIES.test(name)) add(name, value);
  for (const route of ROUTES) for (const [name, schema] of schemasOf(route)) add(name, schema);
  return Object.fromEntries([...named].map(([schema, name]) => [name, schema]));
}

function schemasOf({ id, body, responses }: Route): [name: string, schema: z.ZodType | undefined][] {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  const answers = Object.values(responses).flatMap(({ schema, contentType }) =>
    schema === undefined || contentType !== undefined ? [] : [[`${name}Answer`, schema] as [string, z.ZodType]],
  );
  return [[`${name}Body`, body], ...answers];
}
