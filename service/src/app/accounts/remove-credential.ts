import { type Credential, FreeholdError } from "@freehold/model";
import { changeAccount, lockAccountChoice } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { hostOrdersIn } from "../../db/host-orders.ts";
import { liveTenantsOfAccount } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { credentialView } from "./credential-view.ts";
import { changeableRowOf } from "./read-credentials.ts";

export interface RemoveCredentialOptions {
  /** Leave at the cloud what the account's tenants shared: for a secret that the cloud takes no more. @default false */
  forget?: boolean;
}

/** Tenants that a refusal names. */
const NAMED = 10;

/**
 * Takes a credential out of use; then what its tenants shared is removed from the cloud, and the secret with it.
 *
 * @throws FreeholdError `not_found`, `forbidden`, and `credential_in_use` while tenants live in the account
 */
export async function removeCredential(
  context: AppContext,
  caller: Caller,
  id: string,
  { forget = false }: RemoveCredentialOptions = {},
): Promise<Credential> {
  const removed = await context.db.transaction(async (em) => {
    const row = await changeableRowOf(em, context, caller, id);
    // No signup chooses the account between the look at its tenants and its end.
    await lockAccountChoice(em);
    const tenants = await liveTenantsOfAccount(em, id);
    if (tenants.length > 0) throw inUse(row, tenants);
    const hosts = await hostOrdersIn(em, id);
    if (hosts.length > 0) throw inUseByHosts(row, hosts);
    const changes = { removalRequestedAt: row.removalRequestedAt ?? context.now(), removalForgets: forget };
    await changeAccount(em, id, changes);
    return { ...row, ...changes };
  });
  context.signals.accountRemovalRequested();
  return credentialView(removed, 0);
}

function inUseByHosts({ name }: CloudAccountRow, hosts: readonly HostOrderRow[]): FreeholdError {
  const names = hosts.map((host) => host.name).join(", ");
  return new FreeholdError("credential_in_use", `shared hosts were ordered in account "${name}": ${names}`, {
    nextStep: "take them away with DELETE /v1/hosts/{id} first",
  });
}

function inUse({ name }: CloudAccountRow, tenants: readonly TenantRow[]): FreeholdError {
  const names = tenants.slice(0, NAMED).map((tenant) => tenant.name);
  const more = tenants.length > NAMED ? ` and ${tenants.length - NAMED} more` : "";
  return new FreeholdError("credential_in_use", `tenants live in account "${name}": ${names.join(", ")}${more}`, {
    nextStep: "destroy these tenants first",
  });
}
