import { createCipheriv, createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { qualifiedName, type StackRef } from "./stack-ref.ts";

/** The engine's own parameters (`pkg/secrets/passphrase`, `config/crypt.go`): other ones would not be understood by it. */
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;
const PROOF = "pulumi";

/** What a stack needs to read and write secrets with a passphrase. */
export interface StackEncryption {
  /** `encryptionsalt` of the stack's settings file. */
  encryptionSalt: string;
  /** A `secure:` value for the stack's settings file. */
  encrypt(plaintext: string): string;
}

/**
 * Does in this process what `pulumi stack init` and `pulumi config set --secret` each start a process for.
 *
 * The salt comes from the stack's name, so every operation on the stack writes the same settings without having to keep them:
 * a salt has to be unique, not secret. Costs one key derivation, about 0.25 s of CPU on a thread of the pool.
 */
export async function stackEncryption(ref: StackRef, passphrase: string): Promise<StackEncryption> {
  const salt = createHash("sha256")
    .update(`freehold ${qualifiedName(ref)}`)
    .digest()
    .subarray(0, SALT_BYTES);
  const key = await promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
  // One fixed text under a nonce of its own: the same passphrase gives the same proof, so state and settings agree.
  const proofNonce = createHmac("sha256", key).update("encryptionsalt").digest().subarray(0, NONCE_BYTES);
  return {
    encryptionSalt: `v1:${salt.toString("base64")}:${seal(key, proofNonce, PROOF)}`,
    encrypt: (plaintext) => seal(key, randomBytes(NONCE_BYTES), plaintext),
  };
}

function seal(key: Buffer, nonce: Buffer, plaintext: string): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}
