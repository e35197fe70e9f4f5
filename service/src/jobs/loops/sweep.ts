import type { Logger } from "pino";
import { deleteExpiredIdempotencyKeys } from "../../db/idempotency.ts";
import { deleteExpiredMessageIds } from "../../db/received-messages.ts";
import { deleteOldRequestCounts } from "../../db/request-counts.ts";
import type { StateFence } from "../../state-fence/state-fence.ts";
import { lookAtAccounts } from "../accounts/check-accounts.ts";
import { formatOwner } from "../runner/lease-owner.ts";
import { type ResumeOptions, resumeAbandoned } from "../runner/resume.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";
import { repairStranded } from "./repair-stranded.ts";

export interface SweepOptions extends ResumeOptions {
  fence: Pick<StateFence, "sweep">;
  log: Logger;
  /** Pause between two sweeps, in milliseconds. */
  everyMs: number;
}

/** Looks from time to time for what nobody else looks after. */
export function startSweep({ log, everyMs, ...options }: SweepOptions): BackgroundLoop {
  return startBackgroundLoop({ name: "sweep", everyMs, run: () => sweep(options, log), log });
}

async function sweep(options: Omit<SweepOptions, "log" | "everyMs">, log: Logger): Promise<void> {
  // By every process for itself: only one on the same host can prove an owner dead.
  const resumed = await resumeAbandoned(options);
  if (resumed > 0) log.warn({ resumed }, "operations of workers that are gone go on");
  const { resent, stranded } = await repairStranded(options.app);
  if (resent.length > 0) log.warn({ operations: resent }, "operations waited without a job; they have one again");
  if (stranded.length > 0) log.error({ tenants: stranded }, "no operation worked on tenants that were not at rest");
  await lookAtAccounts({ app: options.app, log, owner: formatOwner(options.self) });
  const roles = await options.fence.sweep();
  if (roles > 0) log.warn({ roles }, "roles at the state were left by workers that are gone; they are removed");
  await deleteExpiredIdempotencyKeys(options.app.db.em());
  await deleteExpiredMessageIds(options.app.db.em());
  await deleteOldRequestCounts(options.app.db.em());
}
