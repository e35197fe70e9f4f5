import { type CurrentType, currentTypeNamed, machineTypeFor, machineTypeNamed, regionOf } from "@freehold/catalogue";
import {
  defaultPorts,
  findRelease,
  firewallPort,
  idleSettings,
  ownerWarnings,
  portsOfTemplate,
  resourceIssue,
  settingIssues,
  type TemplateRelease,
  type TemplateTable,
  templateTable,
} from "@freehold/components/templates";
import { databaseNetworkIssue, FreeholdError } from "@freehold/model";
import { settingsRefused } from "@freehold/stack-contract/stack-settings";
import { TENANT_SETTINGS, type TenantStackConfig } from "./contract.ts";

/** What the checks found out, for the program to build with. */
export interface CheckedPlacement {
  /** The cloud's name of the machine type. */
  machineType: string;
  /** Undefined where the workload is left out. */
  release: TemplateRelease | undefined;
  /** Every port of the template, whatever its version. */
  ports: Record<string, number>;
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
  if (config.withoutWorkload) {
    const { machineType } = machineTypeOf(config);
    return { machineType: machineType.name, release: undefined, ports: config.ports, warnings: [] };
  }
  const table = templateTable({ directories: config.templates });
  const release = releaseOf(config, table);
  const settings = textSettings(config);
  const issues = settingIssues(table, release, settings);
  if (issues.length > 0) {
    const refusals = issues.map(({ setting, detail }) => ({ path: ["settings", setting], detail }));
    throw settingsRefused(TENANT_SETTINGS, refusals);
  }
  checkTls(config);
  if (config.sshAllowedFrom !== undefined && config.cloud !== "proxmox") {
    const detail = `must be left out at ${config.cloud}: the account's firewall profile says who may reach SSH`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["sshAllowedFrom"], detail }]);
  }
  checkDatabaseNetworks(config, release);
  const { machineType, warning } = machineTypeOf(config);
  const lack = resourceIssue(release, machineType);
  if (lack !== undefined) {
    throw new FreeholdError("template_not_available", lack, { nextStep: "choose a larger size" });
  }
  // No refusal: a tenant that exists may have one since before they were told apart.
  const idle = idleSettings(table, config.template, release.version, settings);
  const warnings = [
    ...(warning === undefined ? [] : [warning]),
    ...idle.map(({ setting, detail }) => `settings.${setting} ${detail}`),
    ...ownerWarnings(release, { settings, databaseAllowedFrom: config.databaseAllowedFrom }, config.cloud),
  ];
  return { machineType: machineType.name, release, ports: portsFor(config, table), warnings };
}

function releaseOf({ template, templateVersion, cloud }: TenantStackConfig, table: TemplateTable): TemplateRelease {
  const release = findRelease(table, template, templateVersion);
  if ("missing" in release) {
    const { missing, allowed, detail } = release;
    if (missing === "version") throw settingsRefused(TENANT_SETTINGS, [{ path: ["templateVersion"], detail }]);
    throw new FreeholdError("template_not_available", `template ${detail}`, {
      nextStep: `choose one of ${allowed}, or name the folder of yours in templates`,
    });
  }
  const { machines } = release.manifest;
  if (!machines.includes(cloud === "docker" ? "shared" : "dedicated")) {
    const detail = `${template} ${release.version} runs on ${machines.join(" and ")} machines only`;
    throw new FreeholdError("template_not_available", detail, { nextStep: "choose another cloud" });
  }
  return release;
}

function checkTls({ tls, cloud }: TenantStackConfig): void {
  if (tls === "edge" && cloud !== "docker") {
    const detail = `must be own, internal or none at ${cloud}, got "edge": only a shared host has an edge`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["tls"], detail }]);
  }
  if (cloud === "docker" && tls !== "edge" && tls !== "none") {
    const detail = `must be edge or none at docker, got "${tls}": ports 80 and 443 are the host's, and not a slot's`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["tls"], detail }]);
  }
}

/**
 * A port for each name of the template, whether its version uses it or not: what a slot was given stays. In a slot all are given or none, for
 * the manifest's may be a neighbour's.
 */
function portsFor({ template, ports, cloud }: TenantStackConfig, table: TemplateTable): Record<string, number> {
  const standard = defaultPorts(portsOfTemplate(table, template));
  const names = Object.keys(standard);
  const missing = names.filter((name) => !Object.hasOwn(ports, name));
  if (cloud === "docker" && missing.length > 0 && missing.length < names.length) {
    const detail = "is not set: in a slot all of the template's ports are, or none";
    throw settingsRefused(
      TENANT_SETTINGS,
      missing.map((name) => ({ path: ["ports", name], detail })),
    );
  }
  const unknown = Object.keys(ports).filter((name) => !names.includes(name));
  if (unknown.length === 0) return { ...standard, ...ports };
  const detail = `is no port of ${template}, which has ${names.join(", ")}`;
  throw settingsRefused(
    TENANT_SETTINGS,
    unknown.map((name) => ({ path: ["ports", name], detail })),
  );
}

function checkDatabaseNetworks(
  { databaseAllowedFrom, cloud, sshAllowedFrom }: TenantStackConfig,
  { template, manifest }: TemplateRelease,
): void {
  if (databaseAllowedFrom.length > 0 && firewallPort(manifest.ports) === undefined) {
    const detail = `must be left out: ${template.name} has no port that may be opened`;
    throw settingsRefused(TENANT_SETTINGS, [{ path: ["databaseAllowedFrom"], detail }]);
  }
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
