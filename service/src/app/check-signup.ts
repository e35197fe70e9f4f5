import { currentTypeNamed, machineTypeFor } from "@freehold/catalogue";
import { memoryFloorGib, settingIssues } from "@freehold/components/supabase-settings";
import { FreeholdError, type Placement, type TenantSpec } from "@freehold/model";
import { assertTemplateAvailable } from "./templates.ts";

/**
 * Checks a signup against what this service can do, before anything is written.
 *
 * @throws FreeholdError `template_not_available`, `not_built`, `invalid_request` (settings), `region_unknown`, `size_unavailable`
 */
export function checkSignup(spec: TenantSpec): void {
  const { mode } = spec.placement;
  assertTemplateAvailable(spec.template);
  if (mode !== "dedicated") throw sharedNotBuilt(mode);
  assertSettings(spec.settings ?? {});
  assertMemory(spec.placement);
}

/** A machine type by name may be too small for the template; the sizes are not. */
function assertMemory({ cloud, region, size, machineType: named }: Placement): void {
  const machineType =
    named === undefined ? machineTypeFor(cloud, region, size) : currentTypeNamed(cloud, region, named).machineType;
  const floor = memoryFloorGib();
  if (machineType.memoryGib >= floor) return;
  const detail = `must have ${floor} GiB of memory, ${machineType.name} has ${machineType.memoryGib}`;
  throw new FreeholdError("template_not_available", `the machine type ${detail}`, {
    errors: [{ pointer: named === undefined ? "/placement/size" : "/placement/machineType", detail }],
    nextStep: "choose a larger machine type, or leave it out",
  });
}

/** Settings are the template's own; what is wrong with them must not come out when the machine is there already. */
function assertSettings(settings: NonNullable<TenantSpec["settings"]>): void {
  const asText = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const errors = settingIssues(asText).map(({ setting, detail }) => ({ pointer: `/settings/${setting}`, detail }));
  if (errors.length === 0) return;
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new FreeholdError("invalid_request", `the template cannot use the settings: ${fields}`, {
    errors,
    nextStep: "correct the settings that `errors` names and send the request again",
  });
}

function sharedNotBuilt(mode: string): FreeholdError {
  return new FreeholdError("not_built", `placement mode "${mode}" is not built in this version`, {
    errors: [{ pointer: "/placement/mode", detail: `must be "dedicated" in this version, got "${mode}"` }],
    nextStep: 'leave `mode` out or set it to "dedicated"',
  });
}
