import { expect, test } from "@jest/globals";
import { differences, mergeSettings } from "./change-settings.ts";

const KNOWN = [
  { name: "live", secret: false, takesEffect: "live" as const },
  { name: "restart", secret: false },
  { name: "birth", secret: false, takesEffect: "birth" as const },
  { name: "seed", secret: true, takesEffect: "birth" as const },
];
const BEFORE = { live: "1", restart: "1", birth: "1", seed: "s1" };

test("what differs is said in the template's order, with when it acts", () => {
  expect(differences("acme", KNOWN, BEFORE, { ...BEFORE, restart: "2", live: "2" })).toEqual([
    { setting: "live", from: "1", to: "2", takesEffect: "live" },
    { setting: "restart", from: "1", to: "2", takesEffect: "restart" },
  ]);
});

test("a setting that acts only when a tenant is built is refused when it differs, without the values of a secret", () => {
  expect(differences("acme", KNOWN, BEFORE, { ...BEFORE, birth: "1" })).toEqual([]);
  expect(() => differences("acme", KNOWN, BEFORE, { ...BEFORE, birth: "2", seed: "s2" })).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      errors: [
        {
          pointer: "/settings/birth",
          detail: 'acts only when a tenant is built, and must stay as it is: it is "1", got "2"',
        },
        { pointer: "/settings/seed", detail: "acts only when a tenant is built, and must stay as it is" },
      ],
    }),
  );
});

test("a patch adds, replaces and, by null, takes back; what it does not name stays", () => {
  expect(mergeSettings({ a: 1, b: "x", c: true }, { b: "y", c: null, d: false, e: null })).toEqual({
    a: 1,
    b: "y",
    d: false,
  });
});
