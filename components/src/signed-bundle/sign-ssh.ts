import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

const KIND = "ssh-ed25519";
const MAGIC = Buffer.from("SSHSIG");
const VERSION = 1;
const HASH = "sha512";
/** Characters a line, as ssh-keygen writes them. */
const LINE = 70;

/**
 * The signature that `ssh-keygen -Y sign -n NAMESPACE` makes of a message, in its armored form with a newline at the end.
 * Ed25519 is deterministic: the same inputs make the same text.
 *
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig
 *
 * @param privateKeyPem an Ed25519 key as PKCS #8, such as `privateKeyPem` of `tls.PrivateKey`
 * @throws Error for a key of another kind
 */
export function signSsh(message: string, namespace: string, privateKeyPem: string): string {
  const key = ed25519Key(privateKeyPem);
  const hashed = createHash(HASH).update(message).digest();
  const signed = Buffer.concat([MAGIC, ...[namespace, "", HASH, hashed].map(field)]);
  const signature = Buffer.concat([field(KIND), field(sign(null, signed, key))]);
  const version = Buffer.alloc(4);
  version.writeUInt32BE(VERSION);
  const blob = Buffer.concat([MAGIC, version, ...[publicBlob(key), namespace, "", HASH, signature].map(field)]);
  return armored(blob.toString("base64"));
}

/** The public half of a signing key as `authorized_keys` and `allowed_signers` name it: `ssh-ed25519 AAAA…`, without a comment. */
export function signerOf(privateKeyPem: string): string {
  return `${KIND} ${publicBlob(ed25519Key(privateKeyPem)).toString("base64")}`;
}

function ed25519Key(privateKeyPem: string): KeyObject {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== "ed25519") {
    throw new Error(`the signing key must be ed25519, got ${key.asymmetricKeyType}`);
  }
  return key;
}

function publicBlob(key: KeyObject): Buffer {
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return Buffer.concat([field(KIND), field(Buffer.from(x, "base64url"))]);
}

/** A `string` of SSH (RFC 4251, 5): its length in four bytes, and its bytes. */
function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function armored(base64: string): string {
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n");
}
