import { assertMove, type TenantConditions, type TenantStatus } from "@freehold/model";
import { LockMode, sql, UniqueConstraintViolationException } from "@mikro-orm/core";
import { TenantRow } from "./entities/tenant.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import { olderThan } from "./kernel/older-than.ts";
import { OF_ALL } from "./kernel/scope.ts";

/** False when a live tenant in the zone has the name; the transaction must then be rolled back. */
export async function insertTenant(em: Em, row: TenantRow): Promise<boolean> {
  try {
    await em.insert(TenantRow, row);
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}

/** By id, tombstones included, or by name among the live ones. */
export async function findTenant(em: Em, organization: string, idOrName: string): Promise<TenantRow | null> {
  const byId = await em.findOne(TenantRow, { organization, id: idOrName }, FRESH);
  return byId ?? em.findOne(TenantRow, { organization, name: idOrName, status: { $ne: "destroyed" } }, FRESH);
}

/** Live tenants of all organizations and zones that have a name. */
export async function liveTenantsNamed(em: Em, name: string): Promise<TenantRow[]> {
  return em.find(TenantRow, { name, status: { $ne: "destroyed" } }, { ...FRESH, ...OF_ALL });
}

/** @throws Error when there is none: operations always have a tenant. */
export async function tenantById(em: Em, id: string): Promise<TenantRow> {
  return em.findOneOrFail(TenantRow, { id }, FRESH);
}

/** Reads the row and keeps it from changing until the transaction ends. */
export async function lockTenant(em: Em, id: string): Promise<TenantRow> {
  return em.findOneOrFail(TenantRow, { id }, { ...FRESH, lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** What may change together with a status. */
export type TenantChanges = Partial<
  Pick<
    TenantRow,
    | "url"
    | "failure"
    | "waiting"
    | "settingsSealed"
    | "outputsSealed"
    | "passphraseSealed"
    | "destroyedAt"
    | "builtBy"
    | "restoredAt"
  >
>;

/**
 * Gives a tenant another status; the only statement that sets one.
 *
 * @throws FreeholdError `illegal_transition` when the table of moves forbids it.
 */
export async function setTenantStatus(
  em: Em,
  id: string,
  to: TenantStatus,
  changes: TenantChanges = {},
): Promise<void> {
  const tenant = await lockTenant(em, id);
  assertMove(tenant.status, to);
  await em.nativeUpdate(TenantRow, { id }, { ...changes, status: to, updatedAt: sql.now() });
}

/** Where a tenant is built, and on what. */
export type TenantPlace = Pick<TenantRow, "cloud" | "region" | "machineType" | "accountId" | "ports" | "warnings">;

/** Records another placement of a tenant of which nothing is built. */
export async function placeTenant(em: Em, id: string, place: TenantPlace): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { ...place, updatedAt: sql.now() });
}

/** Records the host that a tenant has its slot on from now on. */
export async function reassignTenant(
  em: Em,
  id: string,
  home: Pick<TenantRow, "hostId" | "accountId" | "ports">,
): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { ...home, updatedAt: sql.now() });
}

/** Records the version of a tenant's template where none is recorded; what is recorded stays. */
export async function recordTemplateVersion(em: Em, id: string, templateVersion: string): Promise<void> {
  await em.nativeUpdate(TenantRow, { id, templateVersion: null }, { templateVersion });
}

/** Those of all organizations of which no version of their template is recorded, tombstones left out. */
export async function tenantsOfUnknownVersion(em: Em): Promise<TenantRow[]> {
  return em.find(TenantRow, { templateVersion: null, status: { $ne: "destroyed" } }, { ...FRESH, ...OF_ALL });
}

/** Records which revision shapes a tenant's stack from now on; that of a later version stays. */
export async function recordStackRevision(em: Em, id: string, revision: number): Promise<void> {
  await change(em, "update tenants set stack_revision = greatest(stack_revision, ?) where id = ?", [revision, id]);
}

/** Whether the tenant's owner keeps it from being destroyed. */
export async function setTenantProtected(em: Em, id: string, isProtected: boolean): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { protected: isProtected, updatedAt: sql.now() });
}

/** Which networks may reach its database, from its next update on. */
export async function setDatabaseAllowedFrom(em: Em, id: string, databaseAllowedFrom: string[]): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { databaseAllowedFrom, updatedAt: sql.now() });
}

/** What it has chosen of its template's settings, and what its owner should know of that. */
export async function setTenantSettings(
  em: Em,
  id: string,
  settings: Pick<TenantRow, "settingsSealed" | "warnings">,
): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { ...settings, updatedAt: sql.now() });
}

/** Which domain of the customer's own the tenant's stack serves. */
export async function setTenantDomain(em: Em, id: string, domain: string | null): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { domain, updatedAt: sql.now() });
}

export interface TenantPage {
  /** Any of them. @default - every status but `destroyed` */
  statuses?: readonly TenantStatus[];
  /** Only tenants older than this one. @default - from the newest on */
  after?: { createdAt: Date; id: string };
  limit: number;
}

/** Newest first. */
export async function listTenants(em: Em, organization: string, page: TenantPage): Promise<TenantRow[]> {
  return em.find(
    TenantRow,
    {
      organization,
      status: page.statuses === undefined ? { $ne: "destroyed" } : { $in: [...page.statuses] },
      ...(page.after && olderThan(page.after)),
    },
    { ...FRESH, orderBy: { createdAt: "desc", id: "desc" }, limit: page.limit },
  );
}

/** All that are not tombstones, of every organization. */
export async function liveTenants(em: Em): Promise<TenantRow[]> {
  return em.find(TenantRow, { status: { $ne: "destroyed" } }, FRESH);
}

/** All of an account that are not tombstones, of every organization: the account may be the platform's. */
export async function liveTenantsOfAccount(em: Em, accountId: string): Promise<TenantRow[]> {
  return em.find(
    TenantRow,
    { accountId, status: { $ne: "destroyed" } },
    { ...FRESH, ...OF_ALL, orderBy: { createdAt: "asc" } },
  );
}

/** Those of an account, of every organization, that certainly have a machine. */
export async function activeTenantsOfAccount(em: Em, accountId: string, limit: number): Promise<TenantRow[]> {
  return em.find(TenantRow, { accountId, status: "active" }, { ...FRESH, ...OF_ALL, limit });
}

/** How many tenants have each status. */
export async function countTenantsByStatus(em: Em): Promise<Record<string, number>> {
  return em.countBy(TenantRow, "status");
}

/** Records what is known of a tenant's health. */
export async function setConditions(em: Em, id: string, conditions: TenantConditions): Promise<void> {
  await em.nativeUpdate(TenantRow, { id }, { conditions, updatedAt: sql.now() });
}
