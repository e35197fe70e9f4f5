import { ProviderError } from "@freehold/provider-kit";
import { type HostKey, keyFingerprint, keyTypeOf, parseHostKey } from "@freehold/ssh";

/** The machine answered with another key than the pinned one: it is not the machine, or somebody is in between. */
export class HostKeyMismatch extends ProviderError {
  override readonly name = "HostKeyMismatch";

  constructor(address: string, pinned: HostKey, got: Buffer) {
    const keys = `expected ${pinned.type} ${keyFingerprint(pinned.blob)}, got ${keyTypeOf(got)} ${keyFingerprint(got)}`;
    super(`the host key of ${address} is not the one in connection.hostKey: ${keys}; nothing was sent to it`);
  }
}

/** Reads `connection.hostKey`. @throws ProviderError for what is no host key */
export function pinnedKeyOf(line: string): HostKey {
  const key = parseHostKey(line);
  if (key !== undefined) return key;
  throw new ProviderError('connection.hostKey must be like "ssh-ed25519 AAAA…"; the one given is not a public key');
}
