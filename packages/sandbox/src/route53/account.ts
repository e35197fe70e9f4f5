import type { Clock } from "../kernel/clock.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import { createTokenBucket, type RateLimiter } from "../kernel/rate-limit.ts";
import { Table } from "../kernel/table.ts";
import { refusals } from "./errors.ts";
import type { Change, RecordSet, Zone } from "./rows.ts";

/** A customer's account, with the zones that its key reaches. */
export interface Account {
  clock: Clock;
  limiter: RateLimiter;
  zones: Table<Zone>;
  recordSets: Table<RecordSet>;
  changes: Table<Change>;
  /** Milliseconds until a change is known to all name servers. */
  propagationMs: number;
}

export type Route53Call<Body = unknown> = Call<Account, Body>;

export const operation = operationsFor<Account>();

/** "five requests per second per AWS account": https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const REQUESTS_PER_SECOND = 5;

export function createAccount(clock: Clock, propagationMs: number): Account {
  return {
    clock,
    limiter: createTokenBucket(clock, REQUESTS_PER_SECOND, 1000 / REQUESTS_PER_SECOND),
    zones: new Table<Zone>({
      notFound: refusals.zoneUnknown,
      unique: {
        keys: { callerReference: (zone) => zone.callerReference },
        duplicate: (_key, reference) => refusals.zoneAlreadyMade(reference),
      },
    }),
    recordSets: new Table<RecordSet>({ notFound: refusals.zoneUnknown }),
    changes: new Table<Change>({ notFound: refusals.changeUnknown }),
    propagationMs,
  };
}

/** The zone of a request, or the vendor's error. */
export function zoneOf({ account, id }: Route53Call): Zone {
  return account.zones.existing(id);
}
