import type { Logger } from "pino";
import { announceUnserved } from "../../app/operations/unserved.ts";
import { deleteExpiredIdempotencyKeys } from "../../db/idempotency.ts";
import { reportWorker, type WorkerKnowledge } from "../../db/kernel/workers.ts";
import { deleteExpiredMessageIds } from "../../db/received-messages.ts";
import { deleteOldRequestCounts } from "../../db/request-counts.ts";
import type { StateFence } from "../../state-fence/state-fence.ts";
import { checkAccounts } from "../accounts/check-accounts.ts";
import { formatOwner } from "../runner/lease-owner.ts";
import { type ResumeOptions, resumeAbandoned } from "../runner/resume.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";
import { repairStranded } from "./repair-stranded.ts";

export interface HousekeepingOptions extends ResumeOptions {
  knows: WorkerKnowledge;
  fence: Pick<StateFence, "removeAbandoned">;
  log: Logger;
  /** Pause between two runs, in milliseconds. */
  everyMs: number;
}

/** Looks from time to time for what nobody else looks after. */
export function startHousekeeping({ log, everyMs, ...options }: HousekeepingOptions): BackgroundLoop {
  return startBackgroundLoop({ name: "housekeeping", everyMs, run: (signal) => runOnce(options, log, signal), log });
}

async function runOnce(
  options: Omit<HousekeepingOptions, "log" | "everyMs">,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  await reportWorker(options.app.db.em(), formatOwner(options.self), options.knows);
  for (const { id, kind, release, revision } of await announceUnserved(options.app))
    log.error({ operationId: id, kind, release, revision }, "an operation waits that no worker can carry out");
  // By every process for itself: only one on the same host can prove an owner dead.
  const resumed = await resumeAbandoned(options);
  if (resumed > 0) log.warn({ resumed }, "operations of workers that are gone are resumed");
  const { resent, stranded } = await repairStranded(options.app);
  if (resent.length > 0) log.warn({ operations: resent }, "operations waited without a job; they have one again");
  if (stranded.length > 0) log.error({ tenants: stranded }, "no operation worked on tenants that were not at rest");
  await checkAccounts({ app: options.app, log, owner: formatOwner(options.self), signal });
  const roles = await options.fence.removeAbandoned();
  if (roles > 0) log.warn({ roles }, "roles at the state were left by workers that are gone; they are removed");
  await deleteExpiredIdempotencyKeys(options.app.db.em());
  await deleteExpiredMessageIds(options.app.db.em());
  await deleteOldRequestCounts(options.app.db.em());
}
