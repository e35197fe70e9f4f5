import type { Logger } from "pino";
import { checkAccounts } from "../app/check-accounts.ts";
import { deleteExpiredIdempotencyKeys } from "../db/idempotency.ts";
import type { AccountRemovals } from "./account-removals.ts";
import { type ResumeOptions, resumeAbandoned } from "./resume.ts";

export interface SweepOptions extends ResumeOptions {
  log: Logger;
  /** Pause between two sweeps, in milliseconds. */
  everyMs: number;
  removals: Pick<AccountRemovals, "look">;
}

/** Looks from time to time for what nobody else looks after. Gives its end. */
export function startSweep({ log, everyMs, removals, ...options }: SweepOptions): () => void {
  const sweep = async (): Promise<void> => {
    const resumed = await resumeAbandoned(options);
    if (resumed > 0) log.warn({ resumed }, "operations of workers that are gone go on");
    removals.look();
    const refused = await checkAccounts(options.app);
    if (refused.length > 0) log.warn({ accounts: refused }, "clouds refuse the credentials of accounts");
    await deleteExpiredIdempotencyKeys(options.app.db.em());
  };
  const timer = setInterval(() => {
    sweep().catch((error) => log.error({ err: error }, "sweep failed; the next one tries again"));
  }, everyMs);
  return () => clearInterval(timer);
}
