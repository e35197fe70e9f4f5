import { currentTypeNamed, type MachineType, machineTypeFor } from "@freehold/catalogue";
import { idleSettings, newSettingIssues, resourceIssue, type TemplateRelease } from "@freehold/components/templates";
import { FreeholdError, type Placement, type TenantSpec } from "@freehold/model";
import type { AppContext } from "../context.ts";
import { isSlot, slotType } from "../hosts/choose-host.ts";
import { checkDatabaseNetworks } from "./check-database-networks.ts";
import { releaseFor } from "./templates.ts";

/**
 * Checks a signup against what this service can do, before anything is written.
 *
 * @returns The release that it is for
 * @throws FreeholdError `template_not_available`, `invalid_request` (settings, version, networks), `region_unknown`, `size_unavailable`
 */
export function checkSignup({ templates }: Pick<AppContext, "templates">, spec: TenantSpec): TemplateRelease {
  const release = releaseFor(templates, spec);
  assertSettings({ templates }, release, spec.settings ?? {});
  assertMachine(release, spec.placement);
  checkDatabaseNetworks(release, spec.databaseAllowedFrom ?? [], spec.placement);
  return release;
}

/** The machine must be of a kind that the template runs on, and have what it needs. */
function assertMachine(release: TemplateRelease, placement: Placement): void {
  const { template, manifest } = release;
  const mode = isSlot(placement) ? "shared" : "dedicated";
  if (!manifest.machines.includes(mode)) {
    const detail = `must be a machine that is ${manifest.machines.join(" or ")} for ${template.name}, got ${mode}`;
    throw unfit(detail, "/placement/mode", `choose the mode ${manifest.machines.join(" or ")}`);
  }
  const detail = resourceIssue(release, isSlot(placement) ? slotType(placement) : orderedType(placement));
  if (detail === undefined) return;
  const pointer = placement.machineType === undefined ? "/placement/size" : "/placement/machineType";
  throw unfit(detail, pointer, "choose a larger size or machine type");
}

function unfit(detail: string, pointer: string, nextStep: string): FreeholdError {
  return new FreeholdError("template_not_available", detail, { errors: [{ pointer, detail }], nextStep });
}

function orderedType({ cloud, region, size, machineType }: Placement): MachineType {
  if (machineType === undefined) return machineTypeFor(cloud, region, size);
  return currentTypeNamed(cloud, region, machineType).machineType;
}

/**
 * Settings are the template's own; what is wrong with them must not come out when the machine is there already.
 *
 * @throws FreeholdError `invalid_request` that names each that is wrong
 */
function assertSettings(
  { templates }: Pick<AppContext, "templates">,
  release: TemplateRelease,
  settings: NonNullable<TenantSpec["settings"]>,
): void {
  const asText = textSettings(settings);
  const { template, version } = release;
  const issues = [
    ...newSettingIssues(templates, release, asText),
    ...idleSettings(templates, template.name, version, asText),
  ];
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
