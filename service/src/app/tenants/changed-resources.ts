import type { Cloud, ResourceSummary } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { isSlot } from "../hosts/choose-host.ts";
import { plannedResources, workloadOf } from "../placement/planned-resources.ts";

/** A resource and what an update does to it. */
export interface ResourceChange extends ResourceSummary {
  op: "create" | "update" | "delete";
}

type Parts = Pick<TenantRow, "name" | "template" | "zone" | "cloud" | "mode" | "hostId" | "databaseAllowedFrom">;

/**
 * What an update of settings or networks changes of a tenant's stack: the workload is deployed again and waited for; a firewall for the
 * database comes, changes or goes with its networks. A test holds it against the program.
 */
export function changedResources(tenant: Parts, databaseAllowedFrom: readonly string[]): ResourceChange[] {
  return [...firewall(tenant, databaseAllowedFrom), ...workload(tenant)];
}

/** In a slot what is applied is signed, and is a resource of its own. */
function workload(tenant: Parts): ResourceChange[] {
  const { name: component } = workloadOf(tenant.template);
  const applied = tenant.hostId === null ? `${component}-apply` : `${component}-release`;
  return [applied, `${component}-wait`].map((name) => ({ type: "command:remote:Command", name, op: "update" }));
}

function firewall(tenant: Parts, after: readonly string[]): ResourceChange[] {
  const before = tenant.databaseAllowedFrom ?? [];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [had, has] = [firewallsOf(tenant, before), firewallsOf(tenant, after)];
  const among = (list: readonly ResourceSummary[], { name }: ResourceSummary): boolean =>
    list.some((each) => each.name === name);
  return [
    ...has.map((each): ResourceChange => ({ ...each, op: among(had, each) ? "update" : "create" })),
    ...had.filter((each) => !among(has, each)).map((each): ResourceChange => ({ ...each, op: "delete" })),
  ];
}

/** What the tenant has for its database alone. */
function firewallsOf(tenant: Parts, databaseAllowedFrom: readonly string[]): ResourceSummary[] {
  const cloud: Cloud = isSlot(tenant) ? "docker" : tenant.cloud;
  const { template } = tenant;
  const parts = { cloud, template, name: tenant.name, zone: { name: tenant.zone, provider: "cloudflare" as const } };
  const without = plannedResources(parts).map(({ name }) => name);
  return plannedResources({ ...parts, databaseAllowedFrom }).filter(({ name }) => !without.includes(name));
}
