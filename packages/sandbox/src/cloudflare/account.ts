import type { Clock } from "../kernel/clock.ts";
import type { Answer } from "../kernel/http.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import { randomHex } from "../kernel/random.ts";
import { createFixedWindow, type RateLimiter } from "../kernel/rate-limit.ts";
import { Table } from "../kernel/table.ts";
import { refusals } from "./errors.ts";
import type { DnsRecord, Zone } from "./rows.ts";

/** A customer's account, with the zones that its tokens reach. */
export interface Account {
  id: string;
  clock: Clock;
  limiter: RateLimiter;
  zones: Table<Zone>;
  records: Table<DnsRecord>;
  /** Whether an address stands for a public one, so that a proxied record may point to it. */
  isPublicAddress: (address: string) => boolean;
}

export type CloudflareCall<Body = unknown> = Call<Account, Body>;

export const operation = operationsFor<Account>();

/** "1,200 requests per five minutes": https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
export const REQUESTS_PER_WINDOW = 1200;
export const WINDOW_SECONDS = 300;

export function createAccount(clock: Clock, isPublicAddress: Account["isPublicAddress"]): Account {
  return {
    id: randomHex(32),
    clock,
    limiter: createFixedWindow(clock, REQUESTS_PER_WINDOW, WINDOW_SECONDS * 1000),
    zones: new Table<Zone>({
      notFound: refusals.foreignZone,
      unique: { keys: { name: (zone) => zone.name }, duplicate: (_key, name) => refusals.zoneExists(name) },
    }),
    records: new Table<DnsRecord>({ notFound: refusals.recordUnknown }),
    isPublicAddress,
  };
}

/** 200 with one result. */
export function success(result: unknown): Answer {
  return { status: 200, body: { success: true, errors: [], messages: [], result } };
}

/** The zone of a request, or the vendor's error for an identifier that is malformed or not the account's. */
export function zoneOf({ account, params, request }: CloudflareCall<unknown>): Zone {
  const id = params.zone_id ?? "";
  if (!/^[0-9a-f]{32}$/.test(id)) throw refusals.identifierMalformed(request.path);
  return account.zones.existing(id);
}
