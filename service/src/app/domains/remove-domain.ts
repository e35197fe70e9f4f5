import { type DomainChange, FreeholdError } from "@freehold/model";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { dropDomain } from "../../db/tenant-domains.ts";
import { lockTenant, setTenantDomain } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { operationView } from "../tenants/views.ts";
import { domainRowOf } from "./verify-domain.ts";

/**
 * Gives a domain up. One that the machine serves is taken from it by an update.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress` when the domain is served and the tenant is being changed
 */
export async function removeDomain(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  domain: string,
): Promise<DomainChange> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const change = await context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, id);
    await domainRowOf(em, tenant, domain);
    await dropDomain(em, id, domain);
    if (tenant.domain !== domain) return { domain: null, operation: null };
    if ((await openOperationsOfTenant(em, id)).length > 0) throw busy(tenant.name);
    await setTenantDomain(em, id, null);
    const operation = mayUpdate(tenant) ? operationView(await requestOperation(em, context, tenant)) : null;
    return { domain: null, operation };
  });
  context.queue.wake();
  return change;
}

function busy(name: string): FreeholdError {
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being changed`, {
    nextStep: "remove the domain when that operation has ended",
  });
}
