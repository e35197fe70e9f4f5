import { FreeholdError } from "@freehold/model";
import { findAccount } from "../../db/accounts.ts";
import { type ClosedBudget, closedBudgets, reopenBudget } from "../../db/api-budgets.ts";
import { isOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { credentialRowOf } from "./read-credentials.ts";

/** The accounts whose vendors want no calls for a while. */
export async function closedAccounts({ db }: Pick<AppContext, "db">): Promise<ClosedBudget[]> {
  return closedBudgets(db.em());
}

/**
 * Lets calls of an account be sent again, although its vendor asked for a longer pause. When the vendor still refuses, it says so again,
 * and the account is closed again.
 *
 * @param account Id of a credential; for the operator also the name of a zone provider's account, as metrics and events show it
 * @throws FreeholdError `not_found`
 */
export async function reopenAccount(context: AppContext, caller: Caller, account: string): Promise<void> {
  const em = context.db.em();
  const isMachines = !isOperator(caller) || (await findAccount(em, account)) !== null;
  if (isMachines) await credentialRowOf(em, context, caller, account);
  if (await reopenBudget(em, account)) return;
  // Nothing was ever asked of it, so that it cannot be closed.
  if (isMachines) return;
  throw new FreeholdError("not_found", `no account is called ${account}`, {
    nextStep: "look for freehold_cloud_budget_closed_seconds in GET /metrics: its label `account` is the name",
  });
}
