import { type CurrentType, currentTypeNamed, machineTypeFor, machineTypeNamed, regionOf } from "@freehold/catalogue";
import {
  idleSettings,
  ownerWarnings,
  settingIssues,
  supabaseManifest,
  supabaseVersion,
  versionIssue,
} from "@freehold/components";
import { databaseNetworkIssue, FreeholdError } from "@freehold/model";
import { settingsRefused } from "@freehold/stack-contract/stack-settings";
import { TENANT_SETTINGS, type TenantStackConfig } from "./contract.ts";

/** What the checks found out, for the program to build with. */
export interface CheckedPlacement {
  /** The cloud's name of the machine type. */
  machineType: string;
  templateVersion: string;
  /** What the operator should know, and what does not keep the stack from being built. */
  warnings: string[];
}

/**
 * Refuses what the schema allows and this version cannot build, before any resource is registered.
 *
 * @throws FreeholdError `template_not_available`, `region_unknown`, `size_unavailable`, `cloud_not_configured` or
 *   `invalid_request`.
 */
export function checkTenantConfig(config: TenantStackConfig): CheckedPlacement {
  if (config.template !== "supabase") {
    throw new FreeholdError(
      "template_not_available",
      `template must be supabase in this version, got "${config.template}"`,
      {
        nextStep: "choose the template supabase",
      },
    );
  }
  const templateVersion = config.templateVersion ?? supabaseManifest().default;
  const version = supabaseVersion(templateVersion);
  if (!version) {
    const detail = versionIssue(templateVersion) ?? "";
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["templateVersion"], detail }]);
  }
  const issues = settingIssues(textSettings(config));
  if (issues.length > 0) {
    const refusals = issues.map(({ setting, detail }) => ({ path: ["settings", setting], detail }));
    throw settingsRefused(TENANT_SETTINGS, refusals);
  }
  if (config.tls === "edge" && config.cloud !== "docker") {
    const detail = `must be own, internal or none at ${config.cloud}, got "edge": only a shared host has an edge`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["tls"], detail }]);
  }
  if (config.cloud === "docker" && config.tls !== "edge" && config.tls !== "none") {
    const detail = `must be edge or none at docker, got "${config.tls}": ports 80 and 443 are the host's, and not a slot's`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["tls"], detail }]);
  }
  if (config.sshAllowedFrom !== undefined && config.cloud !== "proxmox") {
    const detail = `must be left out at ${config.cloud}: the account's firewall profile says who may reach SSH`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["sshAllowedFrom"], detail }]);
  }
  checkDatabaseNetworks(config);
  const { machineType, warning } = machineTypeOf(config);
  if (machineType.memoryGib < version.memoryFloorGib) {
    throw new FreeholdError(
      "template_not_available",
      `supabase ${templateVersion} needs ${version.memoryFloorGib} GiB of memory, ${machineType.name} has ${machineType.memoryGib}`,
      { nextStep: "choose a larger size" },
    );
  }
  const settings = textSettings(config);
  // No refusal: a tenant that exists may have one since before they were told apart.
  const idle = idleSettings(settings, templateVersion).map(({ setting, detail }) => `settings.${setting} ${detail}`);
  const warnings = [
    ...(warning === undefined ? [] : [warning]),
    ...idle,
    ...ownerWarnings({ settings, databaseAllowedFrom: config.databaseAllowedFrom }, config.cloud),
  ];
  return { machineType: machineType.name, templateVersion, warnings };
}

function checkDatabaseNetworks({ databaseAllowedFrom, cloud, sshAllowedFrom }: TenantStackConfig): void {
  const issue = databaseNetworkIssue(databaseAllowedFrom, cloud);
  if (issue) {
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["databaseAllowedFrom"], detail: issue.detail }]);
  }
  if (databaseAllowedFrom.length > 0 && cloud === "proxmox" && sshAllowedFrom === undefined) {
    const detail = "needs sshAllowedFrom at proxmox: a machine without a firewall is open to all";
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["databaseAllowedFrom"], detail }]);
  }
}

function machineTypeOf({ cloud, region, size, serverType, keepServerType }: TenantStackConfig): CurrentType {
  regionOf(cloud, region);
  if (serverType === undefined) return { machineType: machineTypeFor(cloud, region, size) };
  if (keepServerType) return { machineType: machineTypeNamed(cloud, serverType) };
  return currentTypeNamed(cloud, region, serverType);
}

/** The settings as the component takes them. */
export function textSettings({ settings }: TenantStackConfig): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
