import { costPerMonth, type MachineType, type Money, machineTypeFor } from "@freehold/catalogue";
import { FreeholdError, type TenantSpec } from "@freehold/model";
import type { CloudTarget, ConfiguredClouds } from "./clouds-port.ts";
import { assertTemplateAvailable } from "./templates.ts";

/** A signup that can be carried out: where, on what, for how much. */
export interface SignupPlan {
  target: CloudTarget;
  machineType: MachineType;
  costPerMonth: Money;
}

/**
 * Checks a signup against what this service can do, before anything is written.
 *
 * @throws FreeholdError `template_not_available`, `not_built`, `region_unknown`, `size_unavailable`, `cloud_not_configured`
 */
export function checkSignup(clouds: ConfiguredClouds, spec: TenantSpec): SignupPlan {
  const { cloud, region, size, mode } = spec.placement;
  assertTemplateAvailable(spec.template);
  if (mode !== "dedicated") throw sharedNotBuilt(mode);
  const machineType = machineTypeFor(cloud, region, size);
  const target = clouds.target(cloud);
  return { target, machineType, costPerMonth: costPerMonth(cloud, machineType.name) };
}

function sharedNotBuilt(mode: string): FreeholdError {
  return new FreeholdError("not_built", `placement mode "${mode}" is not built in this version`, {
    errors: [{ pointer: "/placement/mode", detail: `must be "dedicated" in this version, got "${mode}"` }],
    nextStep: 'leave `mode` out or set it to "dedicated"',
  });
}
