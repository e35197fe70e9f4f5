import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import type { BreakerLimits } from "../../app/ledger/reason-to-trip.ts";
import type { Gateway } from "../../gateway/gateway.ts";

/** What the ledger's loop works with. */
export interface LedgerOptions {
  app: AppContext;
  gateway: Gateway;
  log: Logger;
  /** This process, as it is distinguished from others. */
  owner: string;
  /** Pause between two comparisons of a place, in milliseconds. */
  sweepMs: number;
  /** Pause between the two questions before anything is concluded, in milliseconds. */
  confirmMs: number;
  /** Share of each account's API budget that comparing may take, 0 to 1. */
  share: number;
  breaker: BreakerLimits;
}
