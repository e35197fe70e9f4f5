import { LockMode } from "@mikro-orm/core";
import { OrganizationRow } from "./entities/organization.ts";
import { type Em, FRESH } from "./kernel/em.ts";
import { OF_ALL } from "./kernel/scope.ts";
import { unlessTaken } from "./kernel/unless-taken.ts";

/** False when another has the name; the transaction must then be rolled back. */
export async function insertOrganization(em: Em, row: OrganizationRow): Promise<boolean> {
  return unlessTaken(() => em.insert(OrganizationRow, row));
}

/** By id or by name, whoever asks: the operator may act for any. */
export async function findOrganization(em: Em, idOrName: string): Promise<OrganizationRow | null> {
  return em.findOne(
    OrganizationRow,
    { removedAt: null, $or: [{ id: idOrName }, { name: idOrName }] },
    { ...FRESH, ...OF_ALL },
  );
}

/** Every organization, oldest first; for the operator. */
export async function listOrganizations(em: Em): Promise<OrganizationRow[]> {
  return em.find(
    OrganizationRow,
    { removedAt: null },
    { ...FRESH, ...OF_ALL, orderBy: { createdAt: "asc", id: "asc" } },
  );
}

/** The row of an organization that is there. */
export async function organizationOf(em: Em, id: string): Promise<OrganizationRow> {
  return em.findOneOrFail(OrganizationRow, { id }, { ...FRESH, ...OF_ALL });
}

/** Reads the row and lets nobody else count what the organization has until the transaction ends. */
export async function lockOrganization(em: Em, id: string): Promise<OrganizationRow> {
  return em.findOneOrFail(OrganizationRow, { id }, { ...FRESH, lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** False when another has the name; the transaction must then be rolled back. */
export async function changeOrganization(
  em: Em,
  id: string,
  changes: Partial<Pick<OrganizationRow, "name" | "tier" | "maxTenants" | "maxMachines" | "removedAt">>,
): Promise<boolean> {
  if (Object.keys(changes).length === 0) return true;
  return unlessTaken(() => em.nativeUpdate(OrganizationRow, { id }, changes));
}

/** What an organization has. */
export interface OrganizationUse {
  tenants: number;
  /** Tenants with a machine of their own. */
  machines: number;
}

const NO_USE: OrganizationUse = { tenants: 0, machines: 0 };

export async function useOfOrganization(em: Em, organization: string): Promise<OrganizationUse> {
  const rows = await em.execute<CountedUse[]>(`${COUNT_USE} and organization = ? group by organization`, [
    organization,
  ]);
  return rows[0] === undefined ? NO_USE : useOf(rows[0]);
}

/** What each organization has; those without a tenant are left out. */
export async function useByOrganization(em: Em): Promise<Map<string, OrganizationUse>> {
  const rows = await em.execute<CountedUse[]>(`${COUNT_USE} group by organization`);
  return new Map(rows.map((row) => [row.organization, useOf(row)]));
}

interface CountedUse {
  organization: string;
  tenants: string;
  machines: string;
}

/** A slot on a shared host is no machine. */
const COUNT_USE = `select organization, count(*) as tenants,
    count(*) filter (where cloud <> 'docker' and mode = 'dedicated') as machines
  from tenants where status <> 'destroyed'`;

function useOf({ tenants, machines }: CountedUse): OrganizationUse {
  return { tenants: Number(tenants), machines: Number(machines) };
}
