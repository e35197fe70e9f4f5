import { createHmac } from "node:crypto";

/** What a token says of whoever has it. */
export type TokenClaims = Readonly<Record<string, string | number | boolean>>;

/**
 * A token of these claims, signed (HS256) with the text of a secret. The same inputs make the same token.
 *
 * @param issuedAtSec when the workload's tokens were first made, in seconds since 1970
 * @param lifeSec how long it is taken after that
 */
export function signToken(claims: TokenClaims, secret: string, issuedAtSec: number, lifeSec: number): string {
  const header = encode({ alg: "HS256", typ: "JWT" });
  const payload = encode({ ...claims, iat: issuedAtSec, exp: issuedAtSec + lifeSec });
  const signature = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}.${payload}.${signature}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
