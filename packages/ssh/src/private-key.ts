import { createPrivateKey, createPublicKey } from "node:crypto";
import ssh2 from "ssh2";
import { z } from "zod";
import { sshPrivateKey, sshPublicBlob } from "./openssh.ts";

/** PKCS #8, and what `openssl ecparam -genkey` writes. */
const FOR_NODE = /^-----BEGIN ((ENCRYPTED )?PRIVATE KEY|EC PARAMETERS)-----/;
const OPENSSH = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([\s\S]*?)\n-----END OPENSSH PRIVATE KEY-----$/;

/** Types of keys that `ssh` still logs in with: DSA is gone, and a key on a security token needs a hand. */
const TYPES = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/;

/**
 * Reads a private key as people paste it. Line ends of Windows, a byte order mark, spaces around it and a missing last newline are mended.
 *
 * @returns The key, with a newline at its end, or what is wrong with it in words that do not repeat it
 */
export function readPrivateKey(pasted: string): { key: string } | { fault: string } {
  const text = pasted
    .replace(/^\ufeff/, "")
    .replaceAll(/\r\n?/g, "\n")
    .trim();
  const fault = faultOf(text);
  return fault === undefined ? { key: `${text}\n` } : { fault };
}

/**
 * A private key as a setting; it comes out mended, but for a last newline that is missing: stacks were built with the key as it is, and where a
 * program needs the newline it is added to the file.
 */
export const SshPrivateKey = z.string().transform((pasted, context) => {
  const read = readPrivateKey(pasted);
  if ("key" in read) return pasted.endsWith("\n") ? read.key : read.key.trimEnd();
  context.addIssue({ code: "custom", message: read.fault });
  return z.NEVER;
});

/**
 * A private key in a form that `ssh2` reads. It does not know every form that `ssh` and the official plugins take.
 *
 * @param passphrase @default - the key is not encrypted
 */
export function readablePrivateKey(privateKey: string, passphrase?: string): string {
  if (!FOR_NODE.test(privateKey.trimStart())) return privateKey;
  const key = createPrivateKey({ key: privateKey, ...(passphrase !== undefined && { passphrase }) });
  const blob = sshPublicBlob(createPublicKey(key));
  return blob === undefined ? privateKey : sshPrivateKey(key, blob);
}

const ALLOWED = "must be a private key in OpenSSH or PEM form, without a passphrase";

function faultOf(text: string): string | undefined {
  if (text === "") return `${ALLOWED}: it is empty`;
  if (isPublic(text)) return `${ALLOWED}: this is a public key, its file without .pub is the private one`;
  if (/^PuTTY-User-Key-File/.test(text)) return `${ALLOWED}: export it from PuTTYgen as an OpenSSH key`;
  if (!text.startsWith("-----BEGIN ")) return `${ALLOWED}: it does not begin with -----BEGIN`;
  if (isEncrypted(text))
    return `${ALLOWED}: this one is encrypted, and \`ssh-keygen -p -N ''\` takes the passphrase away`;
  if (text.includes("\\n")) return `${ALLOWED}: it has \\n where its lines end, and needs real line breaks`;
  const type = typeOf(text);
  if (type === undefined) return `${ALLOWED}: this one is cut off or changed`;
  return TYPES.test(type) ? undefined : `${ALLOWED}, of the kind Ed25519, ECDSA or RSA: this one is ${type}`;
}

function isPublic(text: string): boolean {
  return /^(ssh-|ecdsa-|sk-|-+ ?BEGIN (SSH2 |RSA |EC )?PUBLIC KEY)/.test(text);
}

function isEncrypted(text: string): boolean {
  if (/^-----BEGIN ENCRYPTED |\nProc-Type: 4,ENCRYPTED/.test(text)) return true;
  const cipher = opensshCipher(text);
  return cipher !== undefined && cipher !== "none";
}

/** The cipher's name, the first field of OpenSSH's own format: PROTOCOL.key in its sources. */
function opensshCipher(text: string): string | undefined {
  const body = OPENSSH.exec(text)?.[1];
  if (body === undefined) return undefined;
  const file = Buffer.from(body, "base64");
  const at = "openssh-key-v1\0".length;
  return file.length < at + 4 ? undefined : file.subarray(at + 4, at + 4 + file.readUInt32BE(at)).toString();
}

/** The type of a key that can sign; undefined for one that cannot. */
function typeOf(text: string): string | undefined {
  try {
    const key = ssh2.utils.parseKey(readablePrivateKey(text));
    if (key instanceof Error) return undefined;
    const [first] = Array.isArray(key) ? key : [key];
    if (first === undefined || !first.isPrivateKey() || first.sign("proof") instanceof Error) return undefined;
    return first.type;
  } catch {
    return undefined;
  }
}
