import { createHash, randomBytes } from "node:crypto";
import { FreeholdError } from "@freehold/model";

/** A master key and the id under which envelopes name it. */
export interface MasterKey {
  /** First 8 hex digits of the key's SHA-256. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** The first seals; all of them open. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

const KEY_BYTES = 32;

/** A new key in the form that {@link parseMasterKeys} takes. */
export function generateMasterKey(): string {
  return randomBytes(KEY_BYTES).toString("base64url");
}

/**
 * Reads keys from text: one or more, separated by commas, each 32 bytes in base64url, base64 or hex. The first seals.
 * To rotate, put the new key in front and keep the old ones until everything is re-wrapped.
 *
 * @throws FreeholdError `invalid_request` without repeating any part of a key.
 */
export function parseMasterKeys(text: string): MasterKeys {
  const keys = text.split(",").map((part, index) => masterKeyOf(part.trim(), index));
  return keys as [MasterKey, ...MasterKey[]];
}

function masterKeyOf(text: string, index: number): MasterKey {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64url");
  if (key.length !== KEY_BYTES) {
    throw new FreeholdError(
      "invalid_request",
      `master key ${index + 1} must be 32 bytes in base64 or hex, got ${key.length} bytes; make one with: openssl rand -base64 32`,
    );
  }
  return { id: createHash("sha256").update(key).digest("hex").slice(0, 8), key };
}
