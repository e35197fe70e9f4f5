import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { HttpRequest } from "../kernel/http.ts";

/** What the header of a signed request says. */
interface Claim {
  accessKeyId: string;
  /** Day, region, service and `aws4_request`. */
  scope: string;
  signedHeaders: string[];
  signature: string;
}

const CREDENTIAL =
  /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\/([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

/** The parts of the `Authorization` header; undefined when there is none of Signature Version 4. */
export function claimOf({ headers }: HttpRequest): Claim | undefined {
  const [, accessKeyId, scope, signedHeaders, signature] = CREDENTIAL.exec(headers.authorization ?? "") ?? [];
  if (!accessKeyId || !scope || !signedHeaders || !signature) return undefined;
  return { accessKeyId, scope, signedHeaders: signedHeaders.split(";"), signature };
}

/**
 * Whether the request was signed with the key and not changed since. The age of a signature is not looked at.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedWith(secretAccessKey: string, request: HttpRequest, claim: Claim): boolean {
  const date = String(request.headers["x-amz-date"] ?? "");
  const toSign = ["AWS4-HMAC-SHA256", date, claim.scope, sha256(canonicalRequest(request, claim.signedHeaders))].join(
    "\n",
  );
  const key = claim.scope
    .split("/")
    .reduce<Buffer>((signing, part) => hmac(signing, part), Buffer.from(`AWS4${secretAccessKey}`));
  const expected = hmac(key, toSign);
  return timingSafeEqual(expected, Buffer.from(claim.signature, "hex"));
}

function canonicalRequest({ method, path, query, headers, text }: HttpRequest, signedHeaders: string[]): string {
  const header = (name: string) =>
    `${name}:${String(headers[name] ?? "")
      .trim()
      .replace(/ +/g, " ")}\n`;
  const pairs = [...query].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const payload = headers["x-amz-content-sha256"] ?? sha256(text);
  return [
    method,
    // Every service but S3 has the path, encoded already, encoded once more.
    path.split("/").map(encoded).join("/"),
    pairs.join("&"),
    signedHeaders.map(header).join(""),
    signedHeaders.join(";"),
    String(payload),
  ].join("\n");
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
