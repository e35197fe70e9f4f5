import { type AccountFacts, readAccountFacts } from "@freehold/clouds";
import { isFreeholdError } from "@freehold/model";
import { type AccountChanges, changeAccount } from "../db/accounts.ts";
import type { AccountQuotas, CloudAccountRow } from "../db/entities/cloud-account.ts";
import { openAccount } from "./account-target.ts";
import type { AppContext } from "./context.ts";

/** How a look at an account ended. `unreachable`: the cloud did not answer, and nothing is known that was not before. */
export type AccountCheck = "verified" | "rejected" | "unreachable";

/** Asks the cloud about an account once and records what it says: whether it takes the secret, and what the account may hold. */
export async function checkAccount(context: AppContext, row: CloudAccountRow): Promise<AccountCheck> {
  const { check, changes } = await look(context, row);
  await changeAccount(context.db.em(), row.id, { checkedAt: context.now(), ...changes });
  return check;
}

async function look(
  context: AppContext,
  row: CloudAccountRow,
): Promise<{ check: AccountCheck; changes: AccountChanges }> {
  try {
    const access = context.clouds.access(openAccount(context, row).secret);
    const facts = await readAccountFacts(access, { attempts: 1 });
    const rejection = refusalOf(facts);
    const verified = rejection === null ? { verifiedAt: context.now() } : {};
    return {
      check: rejection === null ? "verified" : "rejected",
      changes: { ...factsOf(facts), rejection, ...verified },
    };
  } catch (error) {
    if (!isFreeholdError(error)) throw error;
    if (error.code !== "cloud_unauthorized") return { check: "unreachable", changes: {} };
    return { check: "rejected", changes: { rejection: error.message } };
  }
}

/** Why a credential that the cloud takes is of no use; null when it is of use. */
export function refusalOf({ mayWrite }: AccountFacts): string | null {
  return mayWrite === false ? "the credential may read and not order machines" : null;
}

/** What is recorded of the facts. */
export function factsOf(facts: AccountFacts): { quotas: AccountQuotas; identity: string | null } {
  const { limits, otherServers, identity = null } = facts;
  return { quotas: { ...limits, ...(otherServers !== undefined && { otherServers }) }, identity };
}
