import { expect, test } from "@jest/globals";
import { jwtVerify } from "jose";
import { signToken } from "./sign-token.ts";

const SECRET = "0123456789abcdef".repeat(8);
const ISSUED_AT = 1_750_000_000;
const LIFE_SEC = 5 * 365 * 24 * 3600;

const signApiKey = (role: string, secret: string, issuedAtSec: number) =>
  signToken({ role, iss: "supabase" }, secret, issuedAtSec, LIFE_SEC);

test.each(["anon", "service_role"] as const)(
  "the %s key verifies with the workload's secret and names its role",
  async (role) => {
    const { payload, protectedHeader } = await jwtVerify(
      signApiKey(role, SECRET, ISSUED_AT),
      new TextEncoder().encode(SECRET),
      {
        currentDate: new Date(ISSUED_AT * 1000),
      },
    );

    expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
    expect(payload).toEqual({ role, iss: "supabase", iat: ISSUED_AT, exp: ISSUED_AT + LIFE_SEC });
  },
);

test("a key does not verify with another workload's secret", async () => {
  const key = signApiKey("anon", SECRET, ISSUED_AT);

  await expect(jwtVerify(key, new TextEncoder().encode(`${SECRET}x`))).rejects.toMatchObject({
    code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  });
});

test("the same secret and time make the same key", () => {
  expect(signApiKey("anon", SECRET, ISSUED_AT)).toBe(signApiKey("anon", SECRET, ISSUED_AT));
});
