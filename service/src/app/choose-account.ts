import type { Cloud, Template } from "@freehold/model";
import { lockAccountChoice, tenantsByAccount } from "../db/accounts.ts";
import type { Em } from "../db/em.ts";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";

/** For whom an account is chosen, and for what. */
export interface AccountWish {
  cloud: Cloud;
  organization: string;
  template: Template;
  /** Accounts that were tried already. @default - none */
  excluding?: readonly string[];
}

/**
 * Chooses the account that a new tenant is built in: the least used one with room. Accounts are counted by the tenants that
 * name them, so the tenant must be written in the same transaction; until that ends, no other choice at the cloud is made.
 *
 * @throws FreeholdError `cloud_not_configured`
 */
export async function chooseAccount(
  em: Em,
  { clouds }: AppContext,
  { cloud, excluding = [] }: AccountWish,
): Promise<CloudTarget> {
  await lockAccountChoice(em, cloud);
  const tenants = await tenantsByAccount(em, cloud);
  const [chosen] = clouds
    .accounts(cloud)
    .filter(({ id }) => !excluding.includes(id))
    .sort((a, b) => (tenants.get(a.id) ?? 0) - (tenants.get(b.id) ?? 0));
  if (chosen === undefined) throw clouds.notConfigured(cloud);
  return clouds.target(chosen);
}
