import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, InventoryTargets, RecoverRequest } from "@freehold/engine";
import type { Cloud, ItemType } from "@freehold/model";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { openAccountPassphrase } from "../../app/secrets/sealed.ts";
import { claimAccount, endAccountClaim } from "../../db/account-claims.ts";
import { findAccount } from "../../db/accounts.ts";
import { recordBuiltBy } from "../../db/built-by.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import { builtNow } from "../runner/built-now.ts";
import type { OperationContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";
import { accountStackConfig } from "./account-stack-config.ts";

/** Longer than the account's stack takes; a worker that dies in it holds the others up this long. */
const CLAIM_MS = 120_000;
const RECHECK_MS = 250;

/** What all tenants of an account share (firewall profiles) is built before the first thing that is built in the account. */
export async function prepareAccount(context: OperationContext, accountId: string): Promise<void> {
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
    await sleep(RECHECK_MS);
  }
}

async function bringUpAccount(context: OperationContext, account: CloudAccountRow): Promise<void> {
  const { app, engine, operation, signal } = context;
  const target = { program: "account", stack: account.stack };
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  const reached = await operationTarget(context, { cloud: account.cloud, accountId: account.id });
  const config = await accountStackConfig(app, reached);
  try {
    const foundIn = await sharedInventory(engine, reached);
    const recovery = { ...target, passphrase, after: "create", removeHalfMade: true, ...foundIn } as const;
    // A worker that died in here left a lock, a half-made stack or something that nobody knows of.
    if (await engine.stackExists(target)) await engine.recover(recovery);
    await engine
      .run({ ...target, operationId: operation.id, action: "up", config, passphrase }, { onEvent: () => {}, signal })
      .catch((error: unknown) => takeBack(context, recovery, error));
    await recordBuiltBy(app.db.em(), "cloud_accounts", account.id, builtNow(app.now()));
    await endAccountClaim(app.db.em(), account.id, operation.id, "ready");
  } catch (error) {
    await endAccountClaim(app.db.em(), account.id, operation.id, "absent");
    throw error;
  }
}

/** Only now is it known that what was ordered unseen is ours: whoever tries next finds it there before. */
async function takeBack(
  { engine, log, signal }: OperationContext,
  recovery: RecoverRequest,
  error: unknown,
): Promise<never> {
  if (!signal.aborted) {
    await engine
      .recover(recovery)
      .catch((failed: unknown) => log.error({ err: failed }, "an account's stack could not be recovered"));
  }
  throw error;
}

/** What the stack makes that a cloud makes a second time, or refuses to, when the answer to the first was lost. */
const SHARED_TYPES: Readonly<Partial<Record<Cloud, readonly ItemType[]>>> = {
  hetzner: ["firewall"],
  // A tag that is there is as good as one that is made.
  digitalocean: ["firewall"],
};

/** Where what the stack makes is looked for; nowhere when it makes nothing of the kind. */
async function sharedInventory(
  engine: Engine,
  { cloud, inventory }: CloudTarget,
): Promise<{ inventory?: InventoryTargets }> {
  const types = SHARED_TYPES[cloud];
  if (types === undefined) return {};
  const clouds = inventory.filter((access) => access.cloud === cloud);
  const targets = { tenantId: null, clouds, types };
  return { inventory: { ...targets, before: await engine.list(targets) } };
}
