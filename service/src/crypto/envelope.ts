import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

const FORMAT = "fh1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals text for storage and opens it again. */
export interface Envelope {
  /** Ids of the master keys, the current one first. */
  readonly keyIds: readonly [string, ...string[]];

  /**
   * `fh1.<key id>.<wrapped data key>.<ciphertext>`, AES-256-GCM twice: a data key of its own encrypts the text, the master
   * key encrypts the data key.
   *
   * @param purpose Where the text belongs, such as `tenant/t1abc/outputs`: an envelope opens only with the same one,
   * so one tenant's secret cannot be passed off as another's.
   */
  seal(text: string, purpose: string): string;

  /** @throws Error when the envelope was changed, belongs elsewhere, or its master key is not known. */
  open(sealed: string, purpose: string): string;

  /** The same content with its data key wrapped by the current master key; the ciphertext stays. */
  rewrap(sealed: string, purpose: string): string;
}

export function createEnvelope(keys: MasterKeys): Envelope {
  const current = keys[0];

  const unwrap = (sealed: string, purpose: string): { dataKey: Buffer; payload: Buffer } => {
    const { keyId, wrapped, payload } = split(sealed);
    return { dataKey: decrypt(masterKey(keys, keyId).key, wrapped, purpose), payload };
  };
  const join = (dataKey: Buffer, payload: Buffer, purpose: string): string =>
    [FORMAT, current.id, encode(encrypt(current.key, dataKey, purpose)), encode(payload)].join(".");

  const [first, ...older] = keys;
  return {
    keyIds: [first.id, ...older.map(({ id }) => id)],
    seal(text, purpose) {
      const dataKey = randomBytes(32);
      return join(dataKey, encrypt(dataKey, Buffer.from(text, "utf8"), purpose), purpose);
    },
    open(sealed, purpose) {
      const { dataKey, payload } = unwrap(sealed, purpose);
      return decrypt(dataKey, payload, purpose).toString("utf8");
    },
    rewrap(sealed, purpose) {
      const { dataKey, payload } = unwrap(sealed, purpose);
      return join(dataKey, payload, purpose);
    },
  };
}

function split(sealed: string): { keyId: string; wrapped: Buffer; payload: Buffer } {
  const [format, keyId, wrapped, payload] = sealed.split(".");
  if (format !== FORMAT || !keyId || !wrapped || !payload) {
    throw new Error(`sealed text must have the form ${FORMAT}.<key id>.<wrapped key>.<ciphertext>`);
  }
  return { keyId, wrapped: Buffer.from(wrapped, "base64url"), payload: Buffer.from(payload, "base64url") };
}

function masterKey(keys: MasterKeys, id: string): MasterKey {
  const found = keys.find((key) => key.id === id);
  if (found) return found;
  const known = keys.map((key) => key.id).join(", ");
  throw new Error(
    `sealed with master key ${id}, known are ${known}; add the old key after the new one in FREEHOLD_MASTER_KEY`,
  );
}

function encrypt(key: Buffer, plain: Buffer, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(purpose, "utf8"));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, ciphertext, cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose, "utf8")).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64url");
}
