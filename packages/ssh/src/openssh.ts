import { createHash, type JsonWebKey, type KeyObject, randomBytes } from "node:crypto";

/** OpenSSH's names for the curves it knows. It does not know P-224. */
const SSH_CURVES: Record<string, string> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };

/** A public key as SSH sends it (RFC 4253 §6.6, RFC 5656, RFC 8709), or undefined for a kind that SSH does not know. */
export function sshPublicBlob(publicKey: KeyObject): Buffer | undefined {
  const jwk = jwkOf(publicKey);
  if (jwk === undefined) return undefined;
  switch (jwk.kty) {
    case "RSA":
      return Buffer.concat([text("ssh-rsa"), integer(jwk.e), integer(jwk.n)]);
    case "OKP":
      return Buffer.concat([text("ssh-ed25519"), field(bytes(jwk.x))]);
    case "EC": {
      const curve = SSH_CURVES[jwk.crv ?? ""];
      return curve === undefined
        ? undefined
        : Buffer.concat([text(`ecdsa-sha2-${curve}`), text(curve), field(point(jwk))]);
    }
    default:
      return undefined;
  }
}

/** The line for `authorized_keys`, with the newline that the official provider puts after it. */
export function sshPublicLine(blob: Buffer): string {
  const nameLength = blob.readUInt32BE(0);
  return `${blob.subarray(4, 4 + nameLength).toString()} ${blob.toString("base64")}\n`;
}

/** `SHA256:…` and `aa:bb:…`, as `ssh-keygen -l` shows them. */
export function sshFingerprints(blob: Buffer): { sha256: string; md5: string } {
  const sha256 = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  const md5 = createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "";
  return { sha256: `SHA256:${sha256}`, md5 };
}

/** The private key in OpenSSH's own format (PROTOCOL.key in its sources), not encrypted. */
export function sshPrivateKey(privateKey: KeyObject, publicBlob: Buffer): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, privateFields(privateKey, publicBlob), text("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));

  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    text("none"),
    text("none"),
    text(""),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}

function privateFields(privateKey: KeyObject, publicBlob: Buffer): Buffer {
  const jwk = privateKey.export({ format: "jwk" });
  switch (jwk.kty) {
    case "RSA":
      return Buffer.concat([text("ssh-rsa"), ...[jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(integer)]);
    case "EC":
      return Buffer.concat([publicBlob, integer(jwk.d)]);
    default:
      return Buffer.concat([publicBlob, field(Buffer.concat([bytes(jwk.d), bytes(jwk.x)]))]);
  }
}

/** Node has no JSON form for P-224. */
function jwkOf(key: KeyObject): JsonWebKey | undefined {
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  return key.export({ format: "jwk" });
}

function point(jwk: JsonWebKey): Buffer {
  return Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
}

function bytes(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? "", "base64url");
}

function field(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function text(content: string): Buffer {
  return field(Buffer.from(content));
}

/** A number as SSH writes it: no leading zeros, but one where the first bit would make it negative. */
function integer(base64url: string | undefined): Buffer {
  const all = bytes(base64url);
  const first = all.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.alloc(0) : all.subarray(first);
  return field((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}
