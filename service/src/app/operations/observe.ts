import { FreeholdError } from "@freehold/model";
import { allHosts } from "../../db/hosts.ts";
import { countOperationsByStatus } from "../../db/operations.ts";
import { countTenantsByStatus } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { hostStatus } from "../hosts/host-status.ts";

/** @throws FreeholdError `service_unavailable` when the database does not answer */
export async function assertDatabaseAnswers(context: AppContext): Promise<void> {
  try {
    await context.db.em().execute("select 1");
  } catch (cause) {
    throw new FreeholdError("service_unavailable", "the database does not answer", {
      cause,
      nextStep: "try again in a moment",
    });
  }
}

/** How many tenants, of all organizations, have each status. */
export async function tenantsByStatus(context: AppContext): Promise<Record<string, number>> {
  return countTenantsByStatus(context.db.em());
}

/** How many shared hosts that take slots, or did, have each status. */
export async function hostsByStatus(context: AppContext): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const host of await allHosts(context.db.em())) {
    if (context.clouds.isGone(host.id)) continue;
    const status = hostStatus(host);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** How many operations, of all organizations, have each status. */
export async function operationsByStatus(context: AppContext): Promise<Record<string, number>> {
  return countOperationsByStatus(context.db.em());
}
