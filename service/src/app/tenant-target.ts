import { FreeholdError } from "@freehold/model";
import type { HostRow } from "../db/entities/host.ts";
import { hostById } from "../db/hosts.ts";
import { type AccountRef, accountTarget } from "./account-target.ts";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";

/**
 * Where a tenant is built: on its host, or in its account.
 *
 * @throws FreeholdError `cloud_not_configured` when the service has lost what opens it
 */
export async function tenantTarget(
  context: AppContext,
  tenant: AccountRef & { hostId?: string | null },
): Promise<CloudTarget> {
  if (tenant.hostId == null) return accountTarget(context, tenant);
  return hostTarget(context, await hostById(context.db.em(), tenant.hostId));
}

/** A host as stacks know it: an account of the cloud `docker`. */
export function hostTarget(_context: AppContext, { name }: HostRow): CloudTarget {
  throw new FreeholdError("not_built", `slots are not built in this version: host "${name}" takes none yet`);
}
