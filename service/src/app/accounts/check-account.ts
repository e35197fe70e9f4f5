import type { AccountFacts } from "@freehold/clouds";
import { type FreeholdError, isFreeholdError } from "@freehold/model";
import { changeAccount } from "../../db/accounts.ts";
import type { AccountQuotas, CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { AppContext } from "../context.ts";
import { openAccount } from "./account-target.ts";
import { readFacts } from "./read-facts.ts";

/**
 * Asks the cloud about an account and records what it says: whether it takes the secret, and what the account may hold.
 * A cloud that does not answer changes nothing of what is known.
 *
 * @returns Why it ended badly: `credential_rejected`, `cloud_unreachable`, …; null when the cloud took the secret
 */
export async function checkAccount(
  context: AppContext,
  row: CloudAccountRow,
  options: { attempts?: number; signal?: AbortSignal | undefined } = {},
): Promise<FreeholdError | null> {
  const em = context.db.em();
  const checkedAt = context.now();
  try {
    const facts = await readFacts(context, openAccount(context, row), options);
    await changeAccount(em, row.id, { checkedAt, verifiedAt: checkedAt, rejection: null, ...recordedFacts(facts) });
    return null;
  } catch (error) {
    if (!isFreeholdError(error)) throw error;
    // Ended by us, it says nothing of the account.
    if (options.signal?.aborted) return error;
    const rejection = error.code === "credential_rejected" ? { rejection: error.message } : {};
    await changeAccount(em, row.id, { checkedAt, ...rejection });
    return error;
  }
}

/** What is recorded of what a cloud reports. */
export function recordedFacts(facts: AccountFacts): { quotas: AccountQuotas; identity: string | null } {
  const { limits, otherServers, identity = null } = facts;
  return { quotas: { ...limits, ...(otherServers !== undefined && { otherServers }) }, identity };
}
