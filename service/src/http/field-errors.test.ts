import { expect, test } from "@jest/globals";
import { z } from "zod";
import { fieldErrors } from "./field-errors.ts";

const Schema = z.strictObject({
  name: z.string().min(3).max(5),
  tags: z.array(z.number().int().min(1)).max(2),
  "a/b~c": z.enum(["x", "y"]).optional(),
  inner: z.strictObject({ on: z.boolean() }).default({ on: true }),
});

function errorsOf(input: unknown) {
  const parsed = Schema.safeParse(input);
  return parsed.success ? [] : fieldErrors(Schema, parsed.error, input);
}

test("limits are reported with their unit and the value got", () => {
  expect(errorsOf({ name: "ab", tags: [0, 1.5] })).toEqual([
    { pointer: "/name", detail: 'must be at least 3 characters, got "ab"' },
    { pointer: "/tags/0", detail: "must be at least 1, got 0" },
    { pointer: "/tags/1", detail: "must be an int, got 1.5" },
  ]);
});

test("a pointer is escaped as RFC 6901 says", () => {
  expect(errorsOf({ name: "abc", tags: [], "a/b~c": "z" })).toEqual([
    { pointer: "/a~1b~0c", detail: 'must be one of x, y, got "z"' },
  ]);
});

test("unknown fields are named one by one, inside defaults too", () => {
  expect(errorsOf({ name: "abc", tags: [], inner: { on: true, off: 1, up: 2 } })).toEqual([
    { pointer: "/inner/off", detail: "is not known here; allowed are on; leave it out" },
    { pointer: "/inner/up", detail: "is not known here; allowed are on; leave it out" },
  ]);
});

test("long values are cut", () => {
  const [error] = errorsOf({ name: "x".repeat(500), tags: [] });

  expect(error?.detail).toMatch(/^must be at most 5 characters, got "x{59}…$/);
});
