import type { FieldError } from "@freehold/model";
import { z } from "zod";

const SHOWN_CHARACTERS = 60;

/** One entry for every wrong field: what is wrong, the value got and what is allowed. */
export function fieldErrors(schema: z.ZodType, error: z.ZodError, input: unknown): FieldError[] {
  return error.issues.flatMap((issue) => {
    const got = valueAt(input, issue.path);
    if (issue.code === "unrecognized_keys") return unknownFields(schema, issue.path, issue.keys);
    return [{ pointer: pointerOf(issue.path), detail: describe(issue, got) }];
  });
}

function describe(issue: z.core.$ZodIssue, got: unknown): string {
  if (got === undefined) return `is required: ${allowed(issue)}`;
  return `${allowed(issue)}, got ${show(got)}`;
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `must be ${withArticle(issue.expected)}`;
    case "too_small":
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_union":
      return "must be text, a number, true or false";
    default:
      // Formats and refinements carry a sentence of our own.
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function unknownFields(schema: z.ZodType, path: readonly PropertyKey[], keys: readonly string[]): FieldError[] {
  const known = Object.keys(shapeAt(schema, path) ?? {});
  const hint = known.length > 0 ? `allowed are ${known.join(", ")}` : "none is allowed";
  return keys.map((key) => ({
    pointer: pointerOf([...path, key]),
    detail: `is not known here; ${hint}; leave it out`,
  }));
}

/** The fields of the object schema at a path; undefined when the path leads through something else. */
function shapeAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodObject["shape"] | undefined {
  let at: unknown = unwrap(schema);
  for (const key of path) {
    if (!(at instanceof z.ZodObject)) return undefined;
    at = unwrap(at.shape[String(key)]);
  }
  return at instanceof z.ZodObject ? at.shape : undefined;
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}

/** RFC 6901. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function withArticle(type: string): string {
  if (type === "string") return "text";
  if (type === "record") return "an object";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
