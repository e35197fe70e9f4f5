import { ensureAccount } from "../db/accounts.ts";
import type { Em } from "../db/em.ts";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";
import { newPassphrase, sealAccountPassphrase } from "./sealed.ts";

/** Records an account that a tenant is about to name, unless it is there. */
export async function recordAccount(em: Em, context: AppContext, target: CloudTarget): Promise<void> {
  const { accountId, accountStack, cloud } = target;
  const passphraseSealed = sealAccountPassphrase(context.envelope, accountId, newPassphrase());
  await ensureAccount(em, { id: accountId, cloud, stack: accountStack, passphraseSealed });
}
