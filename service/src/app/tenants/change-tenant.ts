import { ownerWarnings } from "@freehold/components/templates";
import { FreeholdError, type Operation, type SettingChange, type Tenant, type TenantChanges } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setDatabaseAllowedFrom, setTenantProtected, setTenantSettings } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import type { Answer } from "../requests/answer-once.ts";
import { openSettings, type SettingsAsked, sealSettings } from "../secrets/sealed.ts";
import { mergeSettings, settingChanges } from "./change-settings.ts";
import { checkDatabaseNetworks } from "./check-database-networks.ts";
import { textSettings } from "./check-signup.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { knownRelease, tenantRelease } from "./templates.ts";
import { operationView, tenantView } from "./views.ts";

/** The answer to a change of settings. */
export interface TenantChanged {
  tenant: Tenant;
  /** Null: nothing that acts differs, or what brings the tenant's stack up next brings it about. */
  operation: Operation | null;
  settings: SettingChange[];
}

/**
 * Changes what the service keeps of a tenant. What changes at a cloud or on its machine with it, an update brings there: at once where the
 * tenant may be updated, else with the next one. Settings are the tenant's when their update has succeeded: one that fails, is refused or
 * cancelled leaves it with those of before.
 *
 * @throws FreeholdError `not_found`, `invalid_request` for networks that its place cannot let in and for settings that cannot be changed to,
 * and `operation_in_progress` for one whose end was accepted, or that is being changed where an update is needed
 */
export async function changeTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  changes: TenantChanges,
): Promise<Answer> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const changed = await context.db.transaction(async (em) => {
    const row = await lockTenant(em, id);
    await assertLives(em, row);
    return applyChanges(em, context, row, changes);
  });
  context.queue.wake();
  // Who asks for no settings is answered with the tenant alone, as ever.
  return changes.settings === undefined ? { status: 200, body: changed.tenant } : { status: 202, body: changed };
}

/** @throws FreeholdError for one whose end was accepted: who protects it must not believe that it stays */
export async function assertLives(em: Em, { id, name, status }: TenantRow): Promise<void> {
  const ends = (await openOperationsOfTenant(em, id)).some(({ kind }) => kind === "destroy");
  if (ends || status === "destroyed" || status === "destroying") throw tooLate(name, status === "destroyed");
}

async function applyChanges(
  em: Em,
  context: AppContext,
  row: TenantRow,
  { protected: isProtected, databaseAllowedFrom, settings: patch }: TenantChanges,
): Promise<TenantChanged> {
  const { id } = row;
  const settings = patch === undefined ? [] : settingChanges(context, row, openSettings(context.envelope, row), patch);
  if (isProtected !== undefined) await setTenantProtected(em, id, isProtected);
  const opens = databaseAllowedFrom !== undefined && networksDiffer(row, databaseAllowedFrom);
  if (opens) checkDatabaseNetworks(tenantRelease(context.templates, row), databaseAllowedFrom, row);
  if ((opens || patch !== undefined) && (await openOperationsOfTenant(em, id)).length > 0) throw busy(row.name);
  if (opens) await setDatabaseAllowedFrom(em, id, databaseAllowedFrom);
  const operation = await writeUpdate(em, context, row, { opens, settings, patch });
  return {
    tenant: tenantView(await lockTenant(em, id)),
    operation: operation && operationView(operation),
    settings,
  };
}

/** Null where nothing acts differently, or nothing is there that could be updated: then the row alone changes. */
async function writeUpdate(
  em: Em,
  context: AppContext,
  row: TenantRow,
  { opens, settings, patch }: { opens: boolean; settings: readonly SettingChange[]; patch: SettingsAsked | undefined },
): Promise<OperationRow | null> {
  const acts = settings.length > 0;
  if (mayUpdate(row) && (opens || acts))
    return requestOperation(em, context, row, acts && patch !== undefined ? { settings: patch } : {});
  if (patch !== undefined) await recordSettings(em, context, row, patch);
  return null;
}

/** Makes settings the tenant's, with what its owner should know of them in place of what was said of those before. The caller holds the row. */
export async function recordSettings(
  em: Em,
  { envelope, templates }: Pick<AppContext, "envelope" | "templates">,
  row: TenantRow,
  patch: SettingsAsked,
): Promise<void> {
  const { id, cloud, databaseAllowedFrom, warnings } = row;
  const chosen = openSettings(envelope, row);
  const merged = mergeSettings(chosen, patch);
  // Of a template that is gone nothing is known to warn of.
  const release = knownRelease(templates, row);
  const said = (settings: typeof chosen) =>
    release ? ownerWarnings(release, { settings: textSettings(settings), databaseAllowedFrom }, cloud) : [];
  const before = said(chosen);
  await setTenantSettings(em, id, {
    settingsSealed: sealSettings(envelope, id, merged),
    warnings: [...warnings.filter((warning) => !before.includes(warning)), ...said(merged)],
  });
}

export function networksDiffer({ databaseAllowedFrom }: TenantRow, networks: readonly string[]): boolean {
  return JSON.stringify(networks) !== JSON.stringify(databaseAllowedFrom ?? []);
}

function busy(name: string): FreeholdError {
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being changed`, {
    nextStep: "send the request again when that operation has ended",
  });
}

function tooLate(name: string, isOver: boolean): FreeholdError {
  if (isOver) return new FreeholdError("not_found", `tenant "${name}" is destroyed already`);
  return new FreeholdError("operation_in_progress", `tenant "${name}" is being destroyed`, {
    nextStep: "what was taken away does not come back; sign the tenant up again when its name is free",
  });
}
