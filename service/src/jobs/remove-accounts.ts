import type { Engine } from "@freehold/engine";
import { accountTarget } from "../app/account-target.ts";
import type { AppContext } from "../app/context.ts";
import { openAccountPassphrase } from "../app/sealed.ts";
import { markAccountAbsent, readyAccounts } from "../db/account-claims.ts";
import type { CloudAccountRow } from "../db/entities/cloud-account.ts";
import { deleteGoldenImage } from "../db/golden-images.ts";
import { accountStackConfig } from "./account-stack.ts";

/** Removes what the tenants of each account shared. Only for a service that has no tenants any more. */
export async function removeAccounts(app: AppContext, engine: Engine): Promise<void> {
  for (const account of await readyAccounts(app.db.em())) {
    await markAccountAbsent(app.db.em(), account.id);
    await removeAccount(app, engine, account);
  }
}

/** Removes what the tenants of one account shared. */
export async function removeAccount(app: AppContext, engine: Engine, account: CloudAccountRow): Promise<void> {
  const target = { program: "account", stack: account.stack };
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  const reached = await accountTarget(app, { cloud: account.cloud, accountId: account.id });
  const config = await accountStackConfig(app, reached);
  await engine.run(
    { ...target, operationId: app.newId("op"), action: "destroy", config, passphrase },
    { onEvent: () => {} },
  );
  await engine.removeStack(target, passphrase);
  await deleteGoldenImage(app.db.em(), account.id);
}
