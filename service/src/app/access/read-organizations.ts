import { FreeholdError, type Organization, type Quotas, TIER_QUOTAS } from "@freehold/model";
import type { OrganizationRow } from "../../db/entities/organization.ts";
import type { Em } from "../../db/kernel/em.ts";
import {
  findOrganization,
  listOrganizations,
  type OrganizationUse,
  useByOrganization,
  useOfOrganization,
} from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { isOperator } from "./operator.ts";

/** The caller's own organization and, for the operator, every one; oldest first. */
export async function readOrganizations(context: AppContext, caller: Caller): Promise<Organization[]> {
  const em = context.db.em();
  if (!isOperator(caller)) return [await readOrganization(em, caller, caller.organization)];
  const used = await useByOrganization(em);
  const rows = await listOrganizations(em);
  return rows.map((row) => organizationView(row, used.get(row.id) ?? { tenants: 0, machines: 0 }));
}

/** @throws FreeholdError `not_found` */
export async function readOrganization(em: Em, caller: Caller, idOrName: string): Promise<Organization> {
  const row = await organizationRowOf(em, caller, idOrName);
  return organizationView(row, await useOfOrganization(em, row.id));
}

/** @throws FreeholdError `not_found`, also for another organization than the caller's, unless the operator asks */
export async function organizationRowOf(em: Em, caller: Caller, idOrName: string): Promise<OrganizationRow> {
  const row = await findOrganization(em, idOrName);
  if (row !== null && (isOperator(caller) || row.id === caller.organization)) return row;
  throw new FreeholdError("not_found", `no organization has the id or name "${idOrName}"`, {
    nextStep: "list the organizations with GET /v1/organizations",
  });
}

/** What an organization may have: the tier's limits, or those that the operator set in their place. */
export function quotasOf({ tier, maxTenants, maxMachines }: OrganizationRow): Quotas {
  const { tenants, machines } = TIER_QUOTAS[tier];
  return { tenants: maxTenants ?? tenants, machines: maxMachines ?? machines };
}

function organizationView(row: OrganizationRow, used: OrganizationUse): Organization {
  const limits = quotasOf(row);
  return {
    id: row.id,
    name: row.name,
    tier: row.tier,
    quotas: {
      tenants: { limit: limits.tenants, used: used.tenants },
      machines: { limit: limits.machines, used: used.machines },
    },
    createdAt: row.createdAt.toISOString(),
  };
}
