import type { IncomingHttpHeaders } from "node:http";
import type { CallRate } from "../db/api-budgets.ts";

/** The clouds whose calls go through the gateway. */
const GATED_CLOUDS = ["hetzner", "digitalocean", "cloudflare", "proxmox", "route53"] as const;
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
  /** Address of the API without a path. @default - every account has one of its own */
  origin?: string;
  /** @default - there is no limit: calls are counted and fenced only */
  rate?: CallRate;
  /** Calls an hour that the vendor documents; a limit that somebody sets stretches or shrinks `rate` by the ratio. */
  callsPerHour?: number;
  /** What an answer reports of the calls that are left. @default - nothing */
  countIn?(headers: IncomingHttpHeaders): VendorsCount | undefined;
  /** Whether a call was refused as one too many, which says that nothing was done. @default - by status 429 */
  refusedAsTooMany?(reply: { status: number; body: Buffer }): boolean;
  /** A refusal in the vendor's own form, as its clients read it. */
  refusal(status: RefusalStatus, message: string): VendorsRefusal;
}

/** A refusal without its status. */
export interface VendorsRefusal {
  type: string;
  text: string;
  /** Beside the status, where the vendor's clients read it. @default - the usual one */
  reason?: string;
}

/**
 * Statuses that the gateway answers by itself. 424: the vendor answered, and not as its API does, so that nobody knows what became of
 * the call; no vendor's client sends a call again for it.
 */
export type RefusalStatus = 403 | 424 | 429 | 502 | 503 | 504;

/** Calls that are left alone near the end of a window, for those that are still under way. */
const WINDOW_RESERVE = 10;

/** https://docs.hetzner.cloud/reference/cloud#rate-limiting */
const hetzner: Vendor = {
  origin: "https://api.hetzner.cloud",
  rate: { capacity: 3600, perSec: 1 },
  callsPerHour: 3600,
  countIn(headers) {
    const remaining = numberIn(headers["ratelimit-remaining"]);
    return remaining === undefined ? undefined : { remaining, sameBucket: true };
  },
  refusal: (status, message) => json({ error: { code: HETZNER_CODES[status], message, details: null } }),
};

const HETZNER_CODES: Record<RefusalStatus, string> = {
  403: "forbidden",
  424: "cloud_unavailable",
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
  callsPerHour: 5000,
  countIn(headers) {
    const remaining = numberIn(headers["ratelimit-remaining"]);
    return remaining === undefined ? undefined : { remaining, sameBucket: false };
  },
  refusal: (status, message) => json({ id: DIGITALOCEAN_IDS[status], message }),
};

const DIGITALOCEAN_IDS: Record<RefusalStatus, string> = {
  403: "forbidden",
  424: "cloud_unavailable",
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
  callsPerHour: 14_400,
  countIn(headers) {
    const shown = /;r=(\d+)(?:;t=(\d+))?/.exec(String(headers.ratelimit ?? ""));
    if (shown === null) return undefined;
    const remaining = Number(shown[1]);
    const closed = remaining <= WINDOW_RESERVE && shown[2] !== undefined;
    return { remaining, sameBucket: false, ...(closed && { closedMs: Number(shown[2]) * 1000 }) };
  },
  refusal: (status, message) =>
    json({ success: false, errors: [{ code: CLOUDFLARE_CODES[status], message }], messages: [], result: null }),
};

const CLOUDFLARE_CODES: Record<RefusalStatus, number> = {
  403: 10_000,
  424: 424,
  429: 971,
  502: 502,
  503: 503,
  504: 504,
};

/** A cluster of the operator's own: it sets no limit. It says what is wrong beside the status. */
const proxmox: Vendor = {
  refusal: (_status, message) => ({
    ...json({ data: null, message }),
    reason: message.replace(/[^\x20-\x7e]+/g, " "),
  }),
};

/**
 * Five requests a second per account: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html. This bucket lets
 * no more than five through in any second.
 */
const route53: Vendor = {
  origin: "https://route53.amazonaws.com",
  rate: { capacity: 1, perSec: 4 },
  callsPerHour: 18_000,
  // With status 400, where others say 429.
  refusedAsTooMany: ({ status, body }) => status >= 400 && body.includes("<Code>Throttling</Code>"),
  refusal: (status, message) => ({
    type: "text/xml",
    text: `<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>${
      status === 403 || status === 429 ? "Sender" : "Receiver"
    }</Type><Code>${ROUTE53_CODES[status]}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>gateway</RequestId></ErrorResponse>`,
  }),
};

const ROUTE53_CODES: Record<RefusalStatus, string> = {
  403: "AccessDenied",
  424: "cloud_unavailable",
  429: "Throttling",
  502: "ServiceUnavailable",
  503: "ServiceUnavailable",
  504: "RequestTimeout",
};

export const VENDORS: Readonly<Record<GatedCloud, Vendor>> = { hetzner, digitalocean, cloudflare, proxmox, route53 };

/**
 * How many calls an account gets: as the vendor documents it, or as the operator knows better.
 *
 * @param callsPerHour @default - the vendor's own number
 * @returns Undefined where there is no limit
 */
export function rateOf(cloud: GatedCloud, callsPerHour: number | undefined): CallRate | undefined {
  const { rate, callsPerHour: documented } = VENDORS[cloud];
  if (callsPerHour === undefined) return rate;
  if (rate === undefined || documented === undefined) return { capacity: SECOND_BURST, perSec: callsPerHour / 3600 };
  const ratio = callsPerHour / documented;
  return { capacity: Math.max(1, Math.floor(rate.capacity * ratio)), perSec: rate.perSec * ratio };
}

/** Calls at once to an account without a vendor's limit that somebody gave one. */
const SECOND_BURST = 10;

export function isGated(cloud: string): cloud is GatedCloud {
  return (GATED_CLOUDS as readonly string[]).includes(cloud);
}

function json(body: object): VendorsRefusal {
  return { type: "application/json", text: JSON.stringify(body) };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function numberIn(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}
