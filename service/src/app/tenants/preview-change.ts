import type { Money } from "@freehold/catalogue";
import { ownerWarnings } from "@freehold/components/templates";
import type { PolicyFinding, SettingChange, TenantChanges } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { AppContext, Caller } from "../context.ts";
import { judge } from "../operations/policy-verdict.ts";
import { mayUpdate } from "../operations/request-operation.ts";
import { openOutputs, openSettings } from "../secrets/sealed.ts";
import { mergeSettings, settingChanges } from "./change-settings.ts";
import { assertLives, networksDiffer } from "./change-tenant.ts";
import { changedResources, type ResourceChange } from "./changed-resources.ts";
import { checkDatabaseNetworks } from "./check-database-networks.ts";
import { textSettings } from "./check-signup.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { tenantRelease } from "./templates.ts";
import { tenantTarget } from "./tenant-target.ts";

/** What a change of a tenant would come to. */
export interface ChangePreview {
  settings: SettingChange[];
  /** What the update would change; empty where there is none to carry out. */
  resources: ResourceChange[];
  /** No setting changes the machine: both are the same. Null: hardware of the operator's own, or not known. */
  costPerMonth: { before: Money | null; after: Money | null };
  /** Whether an update begins at once. */
  updates: boolean;
  warnings: string[];
  /** What the policies have to say; one that denies would refuse the update. The engine is not asked here, the update's gate asks it. */
  findings: PolicyFinding[];
}

/**
 * Returns what a change of a tenant would come to; writes and changes nothing.
 *
 * @throws FreeholdError as the change itself would
 */
export async function previewChange(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  { databaseAllowedFrom, settings: patch = {} }: TenantChanges,
): Promise<ChangePreview> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  await assertLives(context.db.em(), tenant);
  const chosen = openSettings(context.envelope, tenant);
  const settings = settingChanges(context, tenant, chosen, patch);
  const networks = databaseAllowedFrom ?? tenant.databaseAllowedFrom ?? [];
  const opens = networksDiffer(tenant, networks);
  if (opens) checkDatabaseNetworks(tenantRelease(context.templates, tenant), networks, tenant);
  const updates = mayUpdate(tenant) && (opens || settings.length > 0);
  const cost = openOutputs(context.envelope, tenant)?.costPerMonth ?? null;
  const after = { settings: textSettings(mergeSettings(chosen, patch)), databaseAllowedFrom: networks };
  return {
    settings,
    resources: updates ? changedResources(tenant, networks) : [],
    costPerMonth: { before: cost, after: cost },
    updates,
    warnings: ownerWarnings(tenantRelease(context.templates, tenant), after, tenant.cloud),
    findings: await findingsOf(context, tenant, cost),
  };
}

async function findingsOf(
  context: AppContext,
  tenant: TenantRow,
  costPerMonth: Money | null,
): Promise<PolicyFinding[]> {
  const { cloud, region, size, machineType, organization, name } = tenant;
  const { sshAllowedFrom } = await tenantTarget(context, tenant);
  const placement = { cloud, region, size, machineType };
  return judge(context.policies, {
    ...{ kind: "update", organization, tenant: name, placement, costPerMonth, sshAllowedFrom, changes: [] },
  });
}
