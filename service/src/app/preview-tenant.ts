import type { MachineType, Money } from "@freehold/catalogue";
import type { ResourceSummary, TenantSpec } from "@freehold/model";
import { findLiveTenantByName } from "../db/tenants.ts";
import { checkSignup } from "./check-signup.ts";
import { chooseAccount } from "./choose-account.ts";
import type { AppContext, Caller } from "./context.ts";
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
export async function previewTenant(context: AppContext, caller: Caller, spec: TenantSpec): Promise<TenantPreview> {
  const plan = checkSignup(spec);
  const em = context.db.em();
  const { zone } = await chooseAccount(em, context, {
    cloud: spec.placement.cloud,
    organization: caller.organization,
    template: spec.template,
  });
  const taken = await findLiveTenantByName(em, zone, spec.name);
  if (taken !== null) throw nameTaken(spec.name, zone);
  const { name, cores, memoryGib, diskGib } = plan.machineType;
  return {
    host: `${spec.name}.${zone}`,
    machineType: { name, cores, memoryGib, diskGib },
    resources: plannedResources(spec.placement.cloud),
    costPerMonth: plan.costPerMonth,
  };
}
