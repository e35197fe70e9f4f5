import type { IncomingHttpHeaders } from "node:http";
import type { CallRate } from "../db/api-budgets.ts";

/** The clouds whose calls go through the gateway. */
export const GATED_CLOUDS = ["hetzner", "digitalocean", "cloudflare"] as const;
export type GatedCloud = (typeof GATED_CLOUDS)[number];

/** What a vendor's answer says of the calls that are left. */
export interface VendorsCount {
  remaining: number;
  /** Set when nothing more should be sent for that long, in milliseconds. */
  closedMs?: number;
  /** The vendor's bucket is filled as ours is: ours may be raised by what it says, not only lowered. */
  sameBucket: boolean;
}

/** What the gateway must know of a vendor. */
export interface Vendor {
  /** Address of the API without a path. */
  origin: string;
  rate: CallRate;
  /** Undefined when the answer does not say. */
  countIn(headers: IncomingHttpHeaders): VendorsCount | undefined;
  /** The body of a refusal in the vendor's own form, as its clients read it. */
  refusal(status: RefusalStatus, message: string): unknown;
}

/** Statuses that the gateway answers by itself. */
export type RefusalStatus = 403 | 429 | 502 | 503 | 504;

/** Calls that are left alone near the end of a window, for those that are still under way. */
const WINDOW_RESERVE = 10;

/** https://docs.hetzner.cloud/reference/cloud#rate-limiting */
const hetzner: Vendor = {
  origin: "https://api.hetzner.cloud",
  rate: { capacity: 3600, perSec: 1 },
  countIn(headers) {
    const remaining = numberIn(headers["ratelimit-remaining"]);
    return remaining === undefined ? undefined : { remaining, sameBucket: true };
  },
  refusal: (status, message) => ({ error: { code: HETZNER_CODES[status], message, details: null } }),
};

const HETZNER_CODES: Record<RefusalStatus, string> = {
  403: "forbidden",
  429: "rate_limit_exceeded",
  502: "bad_gateway",
  503: "unavailable",
  504: "timeout",
};

/**
 * 5,000 an hour and 250 a minute: https://docs.digitalocean.com/reference/api/reference/#rate-limit. A bucket lets through its
 * capacity and its refill, so this one stays below both: 240 in any minute, 4,960 in any hour.
 */
const digitalocean: Vendor = {
  origin: "https://api.digitalocean.com",
  rate: { capacity: 160, perSec: 4 / 3 },
  countIn(headers) {
    const remaining = numberIn(headers["ratelimit-remaining"]);
    return remaining === undefined ? undefined : { remaining, sameBucket: false };
  },
  refusal: (status, message) => ({ id: DIGITALOCEAN_IDS[status], message }),
};

const DIGITALOCEAN_IDS: Record<RefusalStatus, string> = {
  403: "forbidden",
  429: "too_many_requests",
  502: "bad_gateway",
  503: "service_unavailable",
  504: "gateway_timeout",
};

/**
 * 1,200 in five minutes per user: https://developers.cloudflare.com/fundamentals/api/reference/limits/. The window begins whenever the
 * vendor likes; this bucket lets no more than 1,200 through in any five minutes.
 */
const cloudflare: Vendor = {
  origin: "https://api.cloudflare.com",
  rate: { capacity: 600, perSec: 2 },
  countIn(headers) {
    const shown = /;r=(\d+)(?:;t=(\d+))?/.exec(String(headers.ratelimit ?? ""));
    if (shown === null) return undefined;
    const remaining = Number(shown[1]);
    const closed = remaining <= WINDOW_RESERVE && shown[2] !== undefined;
    return { remaining, sameBucket: false, ...(closed && { closedMs: Number(shown[2]) * 1000 }) };
  },
  refusal: (status, message) => ({
    success: false,
    errors: [{ code: CLOUDFLARE_CODES[status], message }],
    messages: [],
    result: null,
  }),
};

const CLOUDFLARE_CODES: Record<RefusalStatus, number> = { 403: 10_000, 429: 971, 502: 502, 503: 503, 504: 504 };

export const VENDORS: Readonly<Record<GatedCloud, Vendor>> = { hetzner, digitalocean, cloudflare };

export function isGated(cloud: string): cloud is GatedCloud {
  return (GATED_CLOUDS as readonly string[]).includes(cloud);
}

function numberIn(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}
