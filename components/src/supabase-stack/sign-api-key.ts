import { createHmac } from "node:crypto";

/** Five years of 365 days. */
const LIFE_SEC = 5 * 365 * 24 * 60 * 60;

/** Roles that a project's API keys stand for. */
export type ApiRole = "anon" | "service_role";

/**
 * A project's API key: a token of the role, signed (HS256) with the text of the project's JWT secret. The same inputs make the same
 * key.
 *
 * @param issuedAtSec when the project's keys were first made, in seconds since 1970
 */
export function signApiKey(role: ApiRole, jwtSecret: string, issuedAtSec: number): string {
  const header = encode({ alg: "HS256", typ: "JWT" });
  const payload = encode({ role, iss: "supabase", iat: issuedAtSec, exp: issuedAtSec + LIFE_SEC });
  const signature = createHmac("sha256", jwtSecret).update(`${header}.${payload}`).digest("base64url");
  return `${header}.${payload}.${signature}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
