import { type Cloud, FreeholdError } from "@freehold/model";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";

/** The account that something was built in. */
export interface AccountRef {
  cloud: Cloud;
  accountId: string;
}

/**
 * What stacks must know of an account that is recorded already: on a tenant, or on itself.
 *
 * @throws FreeholdError `cloud_not_configured` when the service has lost the account's credential
 */
export async function accountTarget({ clouds }: AppContext, { cloud, accountId }: AccountRef): Promise<CloudTarget> {
  const account = clouds.accounts(cloud).find(({ id }) => id === accountId);
  if (account === undefined) throw lostAccount(cloud, accountId);
  return clouds.target(account);
}

function lostAccount(cloud: Cloud, accountId: string): FreeholdError {
  return new FreeholdError(
    "cloud_not_configured",
    `the service has no credential any more for account ${accountId} of ${cloud}, in which the tenant is`,
    { nextStep: "give the service the account's credential again, under the same place in its settings" },
  );
}
