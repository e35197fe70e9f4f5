import { createHash } from "node:crypto";
import type { AccountSecret } from "../accounts/clouds-port.ts";

/** What may be shown of a secret: enough to distinguish it from another one, nothing to use. */
export interface SecretFingerprint {
  /** First 16 hex digits of its SHA-256; vendors' tokens are random and long. */
  fingerprint: string;
  /** Its last four characters. */
  hint: string;
}

export function fingerprintOf(secret: AccountSecret): SecretFingerprint {
  const { token, where } = keyOf(secret);
  const fingerprint = createHash("sha256").update(`${where}\n${token}`).digest("hex").slice(0, 16);
  return { fingerprint, hint: token.slice(-4) };
}

/** What is secret of it, and the place where it is valid: the same token, or key, opens one cluster or host only. */
function keyOf(secret: AccountSecret): { token: string; where: string } {
  switch (secret.cloud) {
    case "proxmox":
      return { token: secret.apiToken, where: new URL(secret.endpoint).host };
    case "docker":
      return { token: createHash("sha256").update(secret.sshPrivateKey).digest("hex"), where: secret.host };
    default:
      return { token: secret.token, where: secret.cloud };
  }
}
