import type { MachineType, Money } from "@freehold/catalogue";
import type { ResourceSummary, TenantSpec } from "@freehold/model";
import { findLiveTenantByName } from "../db/tenants.ts";
import { checkSignup } from "./check-signup.ts";
import type { AppContext } from "./context.ts";
import { nameTaken } from "./name-taken.ts";
import { plannedResources } from "./planned-resources.ts";

/** What a signup would build and cost. */
export interface TenantPreview {
  /** The tenant's host name. */
  host: string;
  machineType: Pick<MachineType, "name" | "cores" | "memoryGib" | "diskGib">;
  resources: ResourceSummary[];
  /** By the catalogue, before tax. */
  costPerMonth: Money;
}

/**
 * Tells what a signup would build; writes and builds nothing.
 *
 * @throws FreeholdError as the signup itself would
 */
export async function previewTenant(context: AppContext, spec: TenantSpec): Promise<TenantPreview> {
  const plan = checkSignup(context.clouds, spec);
  const taken = await findLiveTenantByName(context.db.em(), plan.target.zone, spec.name);
  if (taken !== null) throw nameTaken(spec.name, plan.target.zone);
  const { name, cores, memoryGib, diskGib } = plan.machineType;
  return {
    host: `${spec.name}.${plan.target.zone}`,
    machineType: { name, cores, memoryGib, diskGib },
    resources: plannedResources(spec.placement.cloud),
    costPerMonth: plan.costPerMonth,
  };
}
