import { DatabaseNetworks, DomainName, databaseNetworkIssue, TENANT_ID_PATTERN } from "@freehold/model";
import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../refuse.ts";
import { supabaseVersion, supabaseVersions } from "./manifest.ts";
import { settingIssues } from "./settings.ts";
import type { SupabasePorts, SupabaseStackArgs } from "./supabase-args.ts";
import { TlsMode } from "./tls-mode.ts";

/** Ports that the machine itself and the proxy use. */
const RESERVED_PORTS = [22, 80, 443];

/** Refuses what could not run, before anything is made. */
export function checkSupabaseArgs(component: pulumi.Resource, args: SupabaseStackArgs & { version: string }): void {
  const { tenantId, version, tls = TlsMode.Own, domain, waitTimeoutSec = 900 } = args;
  if (!TENANT_ID_PATTERN.test(tenantId)) {
    refuse(
      component,
      `tenantId must be 6 to 32 lower-case letters and digits, beginning with a letter, got "${tenantId}"`,
    );
  }
  if (!supabaseVersion(version)) {
    refuse(component, `version must be one of ${supabaseVersions().join(", ")}, got "${version}"`);
  }
  const modes: string[] = Object.values(TlsMode);
  if (!modes.includes(tls)) refuse(component, `tls must be one of ${modes.join(", ")}, got "${tls}"`);
  if (domain !== undefined && !DomainName.safeParse(domain).success) {
    refuse(component, `domain must be a domain name in lower case, such as app.example.com, got "${domain}"`);
  }
  if (!Number.isInteger(waitTimeoutSec) || waitTimeoutSec < 30 || waitTimeoutSec > 3600) {
    refuse(component, `waitTimeoutSec must be a whole number from 30 to 3600 (seconds), got ${waitTimeoutSec}`);
  }
  checkNetworks(component, args);
  if (args.ports) checkPorts(component, args.ports);
  checkSettings(component, args.settings ?? {});
}

function checkNetworks(
  component: pulumi.Resource,
  { databaseAllowedFrom = [], sharedMachine = false }: SupabaseStackArgs,
): void {
  const [wrong] = DatabaseNetworks.safeParse(databaseAllowedFrom).error?.issues ?? [];
  if (wrong) refuse(component, `databaseAllowedFrom ${wrong.message}`);
  const issue = sharedMachine ? databaseNetworkIssue(databaseAllowedFrom, "docker") : undefined;
  if (issue) refuse(component, `databaseAllowedFrom ${issue.detail}`);
}

function checkPorts(component: pulumi.Resource, ports: SupabasePorts): void {
  const taken = new Map<number, string>();
  for (const [use, port] of Object.entries(ports)) {
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
function checkSettings(component: pulumi.Resource, settings: Record<string, pulumi.Input<string>>): void {
  const known = Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const [issue] = settingIssues(known);
  if (issue) refuse(component, `settings.${issue.setting} ${issue.detail}`);
}
