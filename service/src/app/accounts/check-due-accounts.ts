import { accountsToCheck } from "../../db/accounts.ts";
import type { AppContext } from "../context.ts";
import { checkAccount } from "./check-account.ts";

/** Asks the clouds about all accounts that they were not asked about for an hour. Gives the names of those that they refuse. */
export async function checkDueAccounts(context: AppContext, signal?: AbortSignal): Promise<string[]> {
  const rows = await accountsToCheck(context.db.em());
  const mine = rows.filter(
    ({ id, cloud, source }) =>
      !context.clouds.isGone(id) &&
      // Another process may have other settings.
      (source === "credential" || context.clouds.accounts(cloud).some((account) => account.id === id)),
  );
  const checks = await Promise.all(
    mine.map(async (row) => ({ row, failure: await checkAccount(context, row, { attempts: 1, signal }) })),
  );
  return checks
    .filter(({ failure }) => failure?.code === "credential_rejected")
    .map(({ row }) => `${row.cloud} ${row.name}`);
}
