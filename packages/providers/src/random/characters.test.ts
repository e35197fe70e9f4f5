import { expect, test } from "@jest/globals";
import { characterFailures, randomCharacters } from "./characters.ts";

test("by default all four classes are used", () => {
  const text = randomCharacters({ length: 2000 });

  expect(text).toHaveLength(2000);
  expect(new Set(text)).toEqual(
    new Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%&*()-_=+[]{}<>:?"),
  );
});

test("classes can be left out, and special characters chosen", () => {
  expect(randomCharacters({ length: 300, special: false, upper: false })).toMatch(/^[a-z0-9]{300}$/);
  expect(randomCharacters({ length: 300, lower: false, upper: false, number: false, overrideSpecial: "_-" })).toMatch(
    /^[_-]{300}$/,
  );
});

test("the least numbers of each class are kept", () => {
  for (let tried = 0; tried < 50; tried += 1) {
    const text = randomCharacters({ length: 6, minLower: 1, minUpper: 2, minNumeric: 2, minSpecial: 1 });
    expect(text).toHaveLength(6);
    expect(text.match(/[A-Z]/g)?.length).toBe(2);
    expect(text.match(/[0-9]/g)?.length).toBe(2);
  }
});

test("rules that no text can meet are refused", () => {
  expect(characterFailures({ length: 3, minUpper: 2, minNumeric: 2 })).toEqual([
    { property: "length", reason: "must be at least minUpper + minLower + minNumeric + minSpecial = 4, got 3" },
  ]);
  expect(characterFailures({ length: 0 })).toEqual([
    { property: "length", reason: "must be a whole number of at least 1, got 0" },
  ]);
  expect(characterFailures({ length: 8, lower: false, upper: false, numeric: false, special: false })).toEqual([
    { property: "lower", reason: "lower, upper, numeric and special are all false: no character is left" },
  ]);
});
