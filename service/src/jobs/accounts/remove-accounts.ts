import type { Engine } from "@freehold/engine";
import { accountTarget } from "../../app/accounts/account-target.ts";
import type { AppContext } from "../../app/context.ts";
import { openAccountPassphrase } from "../../app/secrets/sealed.ts";
import { markAccountAbsent, readyAccounts } from "../../db/account-claims.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import { deleteGoldenImage } from "../../db/golden-images.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import { accountStackConfig } from "./account-stack-config.ts";

/** What a removal works with. */
export interface RemovalServices {
  app: AppContext;
  engine: Engine;
  gateway: Pick<Gateway, "openSession">;
}

/** Removes what the tenants of each account shared. Only for a service that has no tenants any more. */
export async function removeAccounts(services: RemovalServices): Promise<void> {
  const em = services.app.db.em();
  for (const account of await readyAccounts(em)) {
    await markAccountAbsent(em, account.id);
    await removeAccount(services, account, { holds: () => true });
  }
}

/** Whose a removal is, and how long. */
export interface Removal {
  /** Whether it is still ours; asked before every call to the cloud. */
  holds(): boolean;
  /** Ends it. @default - it goes on to its end */
  signal?: AbortSignal;
}

/** Removes what the tenants of one account shared. */
export async function removeAccount(
  { app, engine, gateway }: RemovalServices,
  account: CloudAccountRow,
  { holds, signal }: Removal,
): Promise<void> {
  const target = { program: "account", stack: account.stack };
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  const operationId = app.newId("op");
  const session = gateway.openSession(operationId, holds, signal && { signal });
  try {
    const reached = await session.through(await accountTarget(app, { cloud: account.cloud, accountId: account.id }));
    const config = await accountStackConfig(app, reached);
    await engine.run(
      { ...target, operationId, action: "destroy", config, passphrase },
      { onEvent: () => {}, ...(signal && { signal }) },
    );
  } finally {
    session.end();
  }
  await engine.removeStack(target, passphrase);
  await deleteGoldenImage(app.db.em(), account.id);
}
