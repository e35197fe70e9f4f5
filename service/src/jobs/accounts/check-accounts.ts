import type { Logger } from "pino";
import { checkAccounts } from "../../app/accounts/check-accounts.ts";
import type { AppContext } from "../../app/context.ts";
import { takeTurn } from "../../db/kernel/turns.ts";

/** Longer than the clouds take to tell about all accounts. */
const TURN_MS = 120_000;

/** Asks the clouds about the accounts, unless another process is doing so: each question costs calls of an account's budget. */
export async function lookAtAccounts({
  app,
  log,
  owner,
}: {
  app: AppContext;
  log: Logger;
  /** This process, as it is written into turns. */
  owner: string;
}): Promise<void> {
  if (!(await takeTurn(app.db.em(), "accounts", owner, TURN_MS))) return;
  const refused = await checkAccounts(app);
  if (refused.length > 0) log.warn({ accounts: refused }, "clouds refuse the credentials of accounts");
}
