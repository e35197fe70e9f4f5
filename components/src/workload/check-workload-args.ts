import { DatabaseNetworks, DomainName, databaseNetworkIssue, TENANT_ID_PATTERN } from "@freehold/model";
import type * as pulumi from "@pulumi/pulumi";
import { checked, refuse } from "../refuse.ts";
import { firewallPort } from "./addressing.ts";
import { findRelease } from "./find-release.ts";
import { portsOfTemplate } from "./release-facts.ts";
import { settingIssues } from "./settings.ts";
import { type TemplateRelease, type TemplateTable, templateTable } from "./template-table.ts";
import { TlsMode } from "./tls-mode.ts";
import type { WorkloadArgs } from "./workload-args.ts";

/** Ports that the machine itself and the proxy use. */
const RESERVED_PORTS = [22, 80, 443];

/** The release that a workload is of, and the table that has it. */
export interface CheckedWorkload {
  table: TemplateTable;
  release: TemplateRelease;
}

/** Refuses what could not run, before anything is made. */
export function checkWorkloadArgs(component: pulumi.Resource, args: WorkloadArgs): CheckedWorkload {
  const { tenantId, tls = TlsMode.Own, domain, waitTimeoutSec = 900 } = args;
  if (!TENANT_ID_PATTERN.test(tenantId)) {
    refuse(
      component,
      `tenantId must be 6 to 32 lower-case letters and digits, beginning with a letter, got "${tenantId}"`,
    );
  }
  const found = releaseOf(component, args);
  const modes: string[] = Object.values(TlsMode);
  if (!modes.includes(tls)) refuse(component, `tls must be one of ${modes.join(", ")}, got "${tls}"`);
  if (domain !== undefined && !DomainName.safeParse(domain).success) {
    refuse(component, `domain must be a domain name in lower case, such as app.example.com, got "${domain}"`);
  }
  if (!Number.isInteger(waitTimeoutSec) || waitTimeoutSec < 30 || waitTimeoutSec > 3600) {
    refuse(component, `waitTimeoutSec must be a whole number from 30 to 3600 (seconds), got ${waitTimeoutSec}`);
  }
  checkMachine(component, args, found.release);
  checkNetworks(component, args, found.release);
  checkPorts(component, args.ports ?? {}, Object.keys(portsOfTemplate(found.table, args.template)));
  checkSettings(component, args.settings ?? {}, found);
  return found;
}

function releaseOf(
  component: pulumi.Resource,
  { template, version, templatesDirectory }: WorkloadArgs,
): CheckedWorkload {
  const directories = templatesDirectory === undefined ? [] : [templatesDirectory];
  return checked(component, () => {
    const table = templateTable({ directories });
    const release = findRelease(table, template, version);
    if ("missing" in release) refuse(component, `${release.missing} ${release.detail}`);
    return { table, release };
  });
}

function checkMachine(
  component: pulumi.Resource,
  { sharedMachine = false }: WorkloadArgs,
  release: TemplateRelease,
): void {
  const kind = sharedMachine ? "shared" : "dedicated";
  const { machines } = release.manifest;
  if (machines.includes(kind)) return;
  refuse(
    component,
    `sharedMachine must be ${!sharedMachine}: ${release.template.name} runs on ${machines.join(", ")} machines only`,
  );
}

function checkNetworks(
  component: pulumi.Resource,
  { databaseAllowedFrom = [], sharedMachine = false }: WorkloadArgs,
  { template, manifest }: TemplateRelease,
): void {
  if (databaseAllowedFrom.length > 0 && firewallPort(manifest.ports) === undefined) {
    refuse(component, `databaseAllowedFrom must be left out: ${template.name} has no port that may be opened`);
  }
  const [wrong] = DatabaseNetworks.safeParse(databaseAllowedFrom).error?.issues ?? [];
  if (wrong) refuse(component, `databaseAllowedFrom ${wrong.message}`);
  const issue = sharedMachine ? databaseNetworkIssue(databaseAllowedFrom, "docker") : undefined;
  if (issue) refuse(component, `databaseAllowedFrom ${issue.detail}`);
}

function checkPorts(component: pulumi.Resource, ports: Record<string, number>, known: readonly string[]): void {
  const taken = new Map<number, string>();
  for (const [use, port] of Object.entries(ports)) {
    if (!known.includes(use)) refuse(component, `ports.${use} must be one of ${known.join(", ")}`);
    if (!Number.isInteger(port) || port < 1 || port > 65535 || RESERVED_PORTS.includes(port)) {
      refuse(
        component,
        `ports.${use} must be a whole number from 1 to 65535 but ${RESERVED_PORTS.join(", ")}, got ${port}`,
      );
    }
    const other = taken.get(port);
    if (other !== undefined) refuse(component, `ports must differ, got ${port} for both ${other} and ${use}`);
    taken.set(port, use);
  }
}

/** Values that are not known yet are checked when the files are rendered. */
function checkSettings(
  component: pulumi.Resource,
  settings: Record<string, pulumi.Input<string>>,
  { table, release }: CheckedWorkload,
): void {
  const known = Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const pending = Object.keys(settings).filter((name) => typeof settings[name] !== "string");
  // Of services that a tenant brings one setting says what another means.
  if (pending.length > 0 && release.manifest.compose !== undefined) return;
  const issues = settingIssues(table, release, Object.fromEntries(known));
  const issue = issues.find(({ setting }) => !pending.includes(setting));
  if (issue) refuse(component, `settings.${issue.setting} ${issue.detail}`);
}
