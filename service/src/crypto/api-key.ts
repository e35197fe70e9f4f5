import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new API key: `fh_` and 32 random bytes. */
export function generateApiKey(): string {
  return `fh_${randomBytes(32).toString("base64url")}`;
}

/** What is stored of an API key. Keys are random and long, so a plain digest is enough. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

/** Compares two digests in constant time. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, "utf8"), Buffer.from(right, "utf8")];
  return a.length === b.length && timingSafeEqual(a, b);
}
