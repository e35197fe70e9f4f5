import { createHash } from "node:crypto";
import type { AccountSecret } from "./clouds-port.ts";

/** What may be shown of a secret: enough to tell it from another one, nothing to use. */
export interface SecretPrint {
  /** First 16 hex digits of its SHA-256; vendors' tokens are random and long. */
  fingerprint: string;
  /** Its last four characters. */
  hint: string;
}

export function printOf(secret: AccountSecret): SecretPrint {
  const token = secret.cloud === "proxmox" ? secret.apiToken : secret.token;
  // The same token is valid at one cluster only.
  const where = secret.cloud === "proxmox" ? new URL(secret.endpoint).host : secret.cloud;
  const fingerprint = createHash("sha256").update(`${where}\n${token}`).digest("hex").slice(0, 16);
  return { fingerprint, hint: token.slice(-4) };
}
