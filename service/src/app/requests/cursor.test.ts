import { expect, test } from "@jest/globals";
import { decodeCursor, encodeCursor } from "./cursor.ts";

test("a cursor gives its place back", () => {
  const place = { createdAt: new Date("2026-05-01T12:00:00.123Z"), id: "t0123456789abcde" };

  expect(decodeCursor(encodeCursor(place))).toEqual(place);
});

test.each(["", "abc", Buffer.from("1.'; drop table").toString("base64url")])("%p is no cursor", (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow("the cursor is not one that this service gave");
});
