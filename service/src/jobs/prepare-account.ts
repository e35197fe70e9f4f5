import { setTimeout as sleep } from "node:timers/promises";
import { openAccountPassphrase } from "../app/sealed.ts";
import { claimAccount, settleAccount } from "../db/account-claims.ts";
import { findAccount } from "../db/accounts.ts";
import type { CloudAccountRow } from "../db/entities/cloud-account.ts";
import { accountStackConfig } from "./account-stack.ts";
import type { JobContext, OperationContext } from "./context.ts";
import { operationTarget } from "./operation-target.ts";
import type { Step } from "./step.ts";

/** Longer than the account's stack takes; a worker that dies in it holds the others up this long. */
const CLAIM_MS = 120_000;
const LOOK_AGAIN_MS = 250;

/** What all tenants of an account share (firewall profiles) is built before the account's first tenant. */
export const prepareAccount: Step<JobContext> = {
  name: "prepare-account",
  // Nothing to undo: it belongs to the account, and the next tenant needs it.
  async run(context) {
    // The tenants of a host share nothing that an account's stack would make.
    if (context.tenant.hostId === null) await prepareAccountFor(context, context.tenant.accountId);
  },
};

/** The same for whatever else is built in an account. */
export async function prepareAccountFor(context: OperationContext, accountId: string): Promise<void> {
  if (context.app.clouds.isGone(accountId)) return;
  for (;;) {
    context.signal.throwIfAborted();
    const account = await findAccount(context.app.db.em(), accountId);
    if (account === null)
      throw new Error(`operation ${context.operation.id} needs account ${accountId}, which has no row`);
    if (account.status === "ready") return;
    if (await claimAccount(context.app.db.em(), accountId, context.operation.id, CLAIM_MS)) {
      return bringUpAccount(context, account);
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

async function bringUpAccount(context: OperationContext, account: CloudAccountRow): Promise<void> {
  const { app, engine, operation, signal } = context;
  const target = { program: "account", stack: account.stack };
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  const reached = await operationTarget(context, { cloud: account.cloud, accountId: account.id });
  const config = await accountStackConfig(app, reached);
  try {
    // A worker that died in here left a lock or a half-made stack.
    if (await engine.stackExists(target)) await engine.recover({ ...target, passphrase, after: "update" });
    await engine.run(
      { ...target, operationId: operation.id, action: "up", config, passphrase },
      { onEvent: () => {}, signal },
    );
    await settleAccount(app.db.em(), account.id, operation.id, "ready");
  } catch (error) {
    await settleAccount(app.db.em(), account.id, operation.id, "absent");
    throw error;
  }
}
