import { expect, test } from "@jest/globals";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-05-01T12:00:00Z");

test.each([
  ["7", 7_000],
  ["0", 0],
  ["Fri, 01 May 2026 12:00:03 GMT", 3_000],
  ["Fri, 01 May 2026 11:00:00 GMT", 0],
  // A timer holds no more than 2^31-1 milliseconds; what is beyond ends at once.
  ["86400", 3600_000],
  ["99999999", 3600_000],
  ["9".repeat(400), 3600_000],
  ["soon", undefined],
  ["", undefined],
])("Retry-After: %s is a pause of %s milliseconds", (asked, expected) => {
  expect(retryAfterMs(new Headers({ "retry-after": asked }), NOW)).toBe(expected);
});

test("an answer that asks for no pause has none", () => {
  expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
});
