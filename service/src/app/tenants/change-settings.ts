import {
  idleSettings,
  newSettingIssues,
  offeredSettings,
  settingIssues,
  settingValues,
  type TemplateRelease,
  type TemplateTable,
} from "@freehold/components/templates";
import { FreeholdError, type SettingChange, type SettingEffect } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { AppContext } from "../context.ts";
import type { SettingsAsked, TenantSettings } from "../secrets/sealed.ts";
import { textSettings } from "./check-signup.ts";
import { tenantRelease } from "./templates.ts";

/** A setting of a template, as far as it matters here. */
interface KnownSetting {
  name: string;
  secret: boolean;
  /** @default restart: what is on the machine is deployed anew, and recreates the services whose files differ */
  takesEffect?: SettingEffect;
}

const MASKED = "***";

/** What a tenant has chosen after a patch. What the patch does not name stays. */
export function mergeSettings(chosen: TenantSettings, patch: SettingsAsked): TenantSettings {
  const merged = { ...chosen, ...patch };
  return Object.fromEntries(Object.entries(merged).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/**
 * What of a tenant's settings a patch changes, in the order of the template.
 *
 * @throws FreeholdError `invalid_request` for what the template's version cannot use, and for a setting that acts only when a tenant is built
 */
export function settingChanges(
  { templates }: Pick<AppContext, "templates">,
  tenant: Pick<TenantRow, "name" | "template" | "templateVersion">,
  chosen: TenantSettings,
  patch: SettingsAsked,
): SettingChange[] {
  const release = tenantRelease(templates, tenant);
  const after = mergeSettings(chosen, patch);
  assertUsable(templates, release, patch, textSettings(after));
  const valuesOf = (settings: TenantSettings) => settingValues(release, textSettings(settings));
  return differences(tenant.name, offeredSettings(templates, tenant.template), valuesOf(chosen), valuesOf(after));
}

/** @throws FreeholdError as {@link settingChanges} */
export function differences(
  tenant: string,
  known: readonly KnownSetting[],
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): SettingChange[] {
  const changed = known.filter((setting) => before[setting.name] !== after[setting.name]);
  const late = changed.filter(({ takesEffect }) => takesEffect === "birth");
  if (late.length > 0) throw tooLate(tenant, late, before, after);
  return changed.map(({ name: setting, secret, takesEffect = "restart" }) => {
    const shown = (value = "") => (secret ? MASKED : value);
    return { setting, from: shown(before[setting]), to: shown(after[setting]), takesEffect };
  });
}

/** What is asked for must be right; what was chosen before and stays must be what the template can run with, and no more than that. */
function assertUsable(
  table: TemplateTable,
  release: TemplateRelease,
  patch: SettingsAsked,
  after: Readonly<Record<string, string>>,
): void {
  const { template, version } = release;
  const names = offeredSettings(table, template.name).map(({ name }) => name);
  const unknown = Object.keys(patch).filter((name) => patch[name] === null && !names.includes(name));
  const given = textSettings(mergeSettings({}, patch));
  const asked = newSettingIssues(table, release, after).filter(({ setting }) => Object.hasOwn(patch, setting));
  const kept = settingIssues(table, release, after).filter(({ setting }) => !Object.hasOwn(patch, setting));
  const issues = [
    ...unknown.map((setting) => ({
      setting,
      detail: `is not a setting of the template, allowed are ${names.join(", ")}`,
    })),
    ...asked,
    ...kept,
    ...idleSettings(table, template.name, version, given),
  ];
  if (issues.length > 0) throw refused("the template cannot use the settings", issues);
}

function tooLate(
  tenant: string,
  late: readonly KnownSetting[],
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): FreeholdError {
  return refused(
    `tenant "${tenant}" is built already`,
    late.map(({ name: setting, secret }) => {
      const values = secret ? "" : `: it is ${JSON.stringify(before[setting])}, got ${JSON.stringify(after[setting])}`;
      return { setting, detail: `acts only when a tenant is built, and must stay as it is${values}` };
    }),
  );
}

function refused(what: string, issues: readonly { setting: string; detail: string }[]): FreeholdError {
  const errors = issues.map(({ setting, detail }) => ({ pointer: `/settings/${setting}`, detail }));
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  return new FreeholdError("invalid_request", `${what}: ${fields}`, {
    errors,
    nextStep:
      "correct the settings that `errors` names, or leave them out, and send the request again; nothing was changed",
  });
}
