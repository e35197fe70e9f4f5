import { isFreeholdError } from "@freehold/model";
import type { Logger } from "pino";
import { openAccountPassphrase } from "../../app/secrets/sealed.ts";
import { accountsToRemove, claimRemoval, finishRemoval } from "../../db/account-claims.ts";
import { changeAccount } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import { type Removal, type RemovalServices, removeAccount } from "./remove-accounts.ts";

/** Longer than it takes to remove an account's stack, and how long a removal that failed waits for the next try. */
const CLAIM_MS = 120_000;

export interface RemoveCredentialsOptions extends RemovalServices {
  log: Logger;
  /** This worker, as it is written into leases. */
  owner: string;
}

/** Cleans the accounts up whose credentials are to be removed, then lets go of their secrets. */
export async function removeCredentials(options: RemoveCredentialsOptions, signal: AbortSignal): Promise<void> {
  const { app, log, owner } = options;
  const em = app.db.em();
  for (const account of await accountsToRemove(em)) {
    if (signal.aborted) return;
    const claimedUntil = Date.now() + CLAIM_MS;
    if (!(await claimRemoval(em, account.id, owner, CLAIM_MS))) continue;
    try {
      await cleanUp(options, account, { holds: () => Date.now() < claimedUntil, signal });
      await finishRemoval(em, account.id, owner);
      log.info({ account: account.id }, "credential removed");
    } catch (error) {
      // The next process goes on with it.
      if (signal.aborted) return;
      const reason = isFreeholdError(error) ? error.message : "an unexpected error; the service's log has it";
      await changeAccount(em, account.id, { rejection: `its account could not be cleaned up: ${reason}` });
      log.error({ err: error, account: account.id }, "the account of a removed credential could not be cleaned up");
    }
  }
}

async function cleanUp(services: RemovalServices, account: CloudAccountRow, removal: Removal): Promise<void> {
  const { app, engine } = services;
  const target = { program: "account", stack: account.stack };
  if (!(await engine.stackExists(target))) return;
  if (!account.removalForgets && !app.clouds.isGone(account.id)) return removeAccount(services, account, removal);
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  await engine.removeStack(target, passphrase, { cloudIsGone: true });
}
