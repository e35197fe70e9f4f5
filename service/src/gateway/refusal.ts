import type { GatedCloud, RefusalStatus } from "./vendors.ts";
import { VENDORS } from "./vendors.ts";

/** An answer, whole: clients read a few kilobytes. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** An answer of the gateway's own, in the form in which the vendor refuses. */
export function refusal(cloud: GatedCloud, status: RefusalStatus, message: string, retryAfterSec?: number): Reply {
  const body = Buffer.from(JSON.stringify(VENDORS[cloud].refusal(status, message)));
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...(retryAfterSec !== undefined && { "retry-after": String(retryAfterSec) }),
    },
    body,
  };
}
