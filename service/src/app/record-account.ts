import { ensureAccount } from "../db/accounts.ts";
import type { Em } from "../db/em.ts";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";
import { newPassphrase, sealAccountPassphrase } from "./sealed.ts";

/** Writes an account down unless it is there: tenants name it, and what they share is built once in it. */
export async function recordAccount(
  em: Em,
  { envelope }: AppContext,
  { accountId, accountStack, cloud }: Pick<CloudTarget, "accountId" | "accountStack" | "cloud">,
): Promise<void> {
  const passphraseSealed = sealAccountPassphrase(envelope, accountId, newPassphrase());
  await ensureAccount(em, { id: accountId, cloud, stack: accountStack, passphraseSealed });
}
