import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";

/** What decides how many tenants an account can take. */
export type AccountLimits = Pick<CloudAccountRow, "maxTenants" | "maxServers" | "quotas">;

/** Most tenants that an account can have, each with a server; infinite when nobody knows a limit. */
export function accountCapacity({ maxTenants, maxServers, quotas }: AccountLimits): number {
  const servers = maxServers ?? quotas.servers ?? Number.POSITIVE_INFINITY;
  const forUs = Math.max(0, servers - (quotas.otherServers ?? 0));
  return Math.min(maxTenants ?? Number.POSITIVE_INFINITY, forUs);
}
