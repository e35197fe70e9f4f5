import { currentTypeNamed, type MachineType, machineTypeFor } from "@freehold/catalogue";
import { idleSettings, memoryFloorGib, newSettingIssues } from "@freehold/components/supabase-settings";
import { FreeholdError, type Placement, type TenantSpec } from "@freehold/model";
import { isSlot, slotType } from "../hosts/choose-host.ts";
import { checkDatabaseNetworks } from "./check-database-networks.ts";
import { assertTemplateAvailable, assertTemplateVersion, templateVersionFor } from "./templates.ts";

/**
 * Checks a signup against what this service can do, before anything is written.
 *
 * @throws FreeholdError `template_not_available`, `invalid_request` (settings, version, networks), `region_unknown`, `size_unavailable`
 */
export function checkSignup(spec: TenantSpec): void {
  assertTemplateAvailable(spec.template);
  assertTemplateVersion(spec);
  assertSettings(spec.settings ?? {}, templateVersionFor(spec));
  assertMemory(spec.placement, templateVersionFor(spec));
  checkDatabaseNetworks(spec.databaseAllowedFrom ?? [], spec.placement);
}

/** A machine type by name may be too small for the template; the sizes are not. */
function assertMemory(placement: Placement, version: string): void {
  const { machineType: named } = placement;
  const machineType = isSlot(placement) ? slotType(placement) : orderedType(placement);
  const floor = memoryFloorGib(version);
  if (machineType.memoryGib >= floor) return;
  const detail = `must have ${floor} GiB of memory, ${machineType.name} has ${machineType.memoryGib}`;
  throw new FreeholdError("template_not_available", `the machine type ${detail}`, {
    errors: [{ pointer: named === undefined ? "/placement/size" : "/placement/machineType", detail }],
    nextStep: "choose a larger machine type, or leave it out",
  });
}

function orderedType({ cloud, region, size, machineType }: Placement): MachineType {
  if (machineType === undefined) return machineTypeFor(cloud, region, size);
  return currentTypeNamed(cloud, region, machineType).machineType;
}

/** Settings are the template's own; what is wrong with them must not come out when the machine is there already. */
function assertSettings(settings: NonNullable<TenantSpec["settings"]>, version: string): void {
  const asText = textSettings(settings);
  const issues = [...newSettingIssues(asText), ...idleSettings(asText, version)];
  const errors = issues.map(({ setting, detail }) => ({ pointer: `/settings/${setting}`, detail }));
  if (errors.length === 0) return;
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new FreeholdError("invalid_request", `the template cannot use the settings: ${fields}`, {
    errors,
    nextStep: "correct the settings that `errors` names and send the request again",
  });
}

/** The settings as the template takes them. */
export function textSettings(settings: TenantSpec["settings"] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
