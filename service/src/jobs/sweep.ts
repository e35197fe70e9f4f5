import type { Logger } from "pino";
import { checkAccounts } from "../app/check-accounts.ts";
import { deleteExpiredIdempotencyKeys } from "../db/idempotency.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";
import { type ResumeOptions, resumeAbandoned } from "./resume.ts";

export interface SweepOptions extends ResumeOptions {
  log: Logger;
  /** Pause between two sweeps, in milliseconds. */
  everyMs: number;
}

/** Looks from time to time for what nobody else looks after. */
export function startSweep({ log, everyMs, ...options }: SweepOptions): BackgroundLoop {
  return startBackgroundLoop({ name: "sweep", everyMs, run: () => sweep(options, log), log });
}

async function sweep(options: ResumeOptions, log: Logger): Promise<void> {
  const resumed = await resumeAbandoned(options);
  if (resumed > 0) log.warn({ resumed }, "operations of workers that are gone go on");
  const refused = await checkAccounts(options.app);
  if (refused.length > 0) log.warn({ accounts: refused }, "clouds refuse the credentials of accounts");
  await deleteExpiredIdempotencyKeys(options.app.db.em());
}
