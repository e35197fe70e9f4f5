import type { Logger } from "pino";
import { checkDueAccounts } from "../../app/accounts/check-due-accounts.ts";
import type { AppContext } from "../../app/context.ts";
import { takeLeaderLease } from "../../db/kernel/leader-leases.ts";

/** Longer than the clouds take to answer for all accounts. */
const LEADER_LEASE_MS = 120_000;

/** Asks the clouds about the accounts, unless another process is doing so: each question costs calls of an account's budget. */
export async function checkAccounts({
  app,
  log,
  owner,
  signal,
}: {
  app: AppContext;
  log: Logger;
  /** This process, as it is written into leader leases. */
  owner: string;
  /** Aborted when the service stops. */
  signal?: AbortSignal | undefined;
}): Promise<void> {
  if (!(await takeLeaderLease(app.db.em(), "accounts", owner, LEADER_LEASE_MS))) return;
  const refused = await checkDueAccounts(app, signal);
  if (refused.length > 0 && !signal?.aborted)
    log.warn({ accounts: refused }, "clouds refuse the credentials of accounts");
}
