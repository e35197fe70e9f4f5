import type { GatedCloud, RefusalStatus } from "./vendors.ts";
import { VENDORS } from "./vendors.ts";

/** An answer, whole: clients read a few kilobytes. */
export interface Reply {
  status: number;
  /** Beside the status: Proxmox VE reports there what is wrong. @default - the usual one */
  reason?: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** An answer of the gateway's own, in the form in which the vendor refuses. */
export function refusal(cloud: GatedCloud, status: RefusalStatus, message: string, retryAfterSec?: number): Reply {
  const { type, text, reason } = VENDORS[cloud].refusal(status, message);
  return {
    status,
    ...(reason !== undefined && { reason }),
    headers: { "content-type": type, ...(retryAfterSec !== undefined && { "retry-after": String(retryAfterSec) }) },
    body: Buffer.from(text),
  };
}
