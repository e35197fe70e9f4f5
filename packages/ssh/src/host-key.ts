import { createHash } from "node:crypto";
import type { ServerHostKeyAlgorithm } from "ssh2";
import { z } from "zod";

/** A public host key that a machine must have. */
export interface HostKey {
  /** `ssh-ed25519` */
  type: string;
  blob: Buffer;
}

/**
 * By which algorithms a machine proves that it has a key of a type: the types of host keys that OpenSSH 9 makes and offers. An RSA key is
 * of the type `ssh-rsa`, but its signatures are made by SHA-2: OpenSSH 8.8 and newer do not offer those by SHA-1.
 * https://www.openssh.com/txt/release-8.8, https://man.openbsd.org/sshd_config#HostKeyAlgorithms
 */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/** Reads a line as it stands in `authorized_keys` or a `.pub` file: type, key, comment. Undefined for what is no host key. */
export function parseHostKey(line: string): HostKey | undefined {
  const [type = "", base64 = ""] = line.trim().split(/\s+/);
  if (!(type in ALGORITHMS) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const blob = Buffer.from(base64, "base64");
  return keyTypeOf(blob) === type && isWhole(blob) ? { type, blob } : undefined;
}

/** A machine must prove the pinned key and not another one of its keys, which it may offer first. */
export function hostKeyAlgorithms({ type }: HostKey): ServerHostKeyAlgorithm[] {
  return [...(ALGORITHMS[type] ?? [])];
}

/** The type that a key says of itself; empty for what is no key. */
export function keyTypeOf(blob: Buffer): string {
  return blob.length < 4 ? "" : blob.subarray(4, 4 + blob.readUInt32BE(0)).toString();
}

/** As `ssh-keygen -l` shows it. */
export function keyFingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** A host key as a setting; it comes out without spaces and line breaks around it. */
export const SshHostKey = z.string().transform((line, context) => {
  if (parseHostKey(line) !== undefined) return line.trim();
  context.addIssue({ code: "custom", message: hostKeyFault(line) });
  return z.NEVER;
});

/** What is wrong with a line that {@link parseHostKey} does not read. */
export function hostKeyFault(line: string): string {
  const allowed = `must be the host's public key such as \`ssh-ed25519 AAAA…\`, of a type among ${Object.keys(ALGORITHMS).join(", ")}`;
  const [first = "", second = ""] = line.trim().split(/\s+/);
  if (/PRIVATE KEY/.test(line)) return `${allowed}: it is a private key`;
  if (second in ALGORITHMS) return `${allowed}: leave out the host's name before it`;
  if (/^(sk-|.*-cert-v01@)/.test(first)) return `${allowed}: ${first.slice(0, 60)} cannot be pinned`;
  return first in ALGORITHMS ? `${allowed}: what follows the type is not a whole key` : allowed;
}

/** Whether the fields of a key fill it, neither cut off nor followed by anything. */
function isWhole(blob: Buffer): boolean {
  let at = 0;
  while (at + 4 <= blob.length) at += 4 + blob.readUInt32BE(at);
  return at === blob.length;
}
