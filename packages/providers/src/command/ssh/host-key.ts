import { createHash } from "node:crypto";
import { ProviderError } from "@freehold/provider-kit";
import type { ServerHostKeyAlgorithm } from "ssh2";

/** A key that a machine must have. */
export interface PinnedKey {
  /** `ssh-ed25519` */
  type: string;
  blob: Buffer;
}

/** The machine answered with another key than the pinned one: it is not the machine, or somebody is in between. */
export class HostKeyMismatch extends ProviderError {
  override readonly name = "HostKeyMismatch";

  constructor(address: string, pinned: PinnedKey, got: Buffer) {
    const keys = `expected ${pinned.type} ${fingerprint(pinned.blob)}, got ${typeOf(got)} ${fingerprint(got)}`;
    super(`the host key of ${address} is not the one in connection.hostKey: ${keys}; nothing was sent to it`);
  }
}

/** Reads a line as it stands in `known_hosts` or a `.pub` file, without the host's name. */
export function parseHostKey(line: string): PinnedKey {
  const [type = "", base64 = ""] = line.trim().split(/\s+/);
  const blob = Buffer.from(base64, "base64");
  if (blob.length > 4 && typeOf(blob) === type) return { type, blob };
  throw new ProviderError('connection.hostKey must be like "ssh-ed25519 AAAA…"; the one given is not a public key');
}

/** The algorithms by which a machine proves that it has a key of this type: it must not prove another of its keys. */
export function hostKeyAlgorithms({ type }: PinnedKey): ServerHostKeyAlgorithm[] {
  if (type === "ssh-rsa") return ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"];
  return [type as ServerHostKeyAlgorithm];
}

function typeOf(blob: Buffer): string {
  return blob.length < 4 ? "" : blob.subarray(4, 4 + blob.readUInt32BE(0)).toString();
}

function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
