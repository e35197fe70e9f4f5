import { sql, UniqueConstraintViolationException } from "@mikro-orm/core";
import { CloudAccountRow } from "./entities/cloud-account.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import { OF_ALL } from "./kernel/scope.ts";

/** Records an account unless it is there. */
export async function ensureAccount(
  em: Em,
  account: Pick<CloudAccountRow, "id" | "cloud" | "stack" | "passphraseSealed">,
): Promise<CloudAccountRow> {
  await change(
    em,
    `insert into cloud_accounts (id, cloud, stack, status, passphrase_sealed) values (?, ?, ?, 'absent', ?)
     on conflict (id) do nothing`,
    [account.id, account.cloud, account.stack, account.passphraseSealed],
  );
  return em.findOneOrFail(CloudAccountRow, { id: account.id }, FRESH);
}

/** False when a credential with the same secret is there already; the transaction must then be rolled back. */
export async function insertAccount(em: Em, row: CloudAccountRow): Promise<boolean> {
  try {
    await em.insert(CloudAccountRow, row);
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}

export async function findAccount(em: Em, id: string): Promise<CloudAccountRow | null> {
  return em.findOne(CloudAccountRow, { id }, FRESH);
}

/** Whether an account is an organization's own, and so what it is called no secret to it. */
export async function isAccountOf(em: Em, organization: string, id: string): Promise<boolean> {
  return (await findAccount(em, id))?.organization === organization;
}

/** Every account that was not removed: the organization's own, and the platform's. */
export async function accountsFor(
  em: Em,
  organization: string,
  filter: Partial<Pick<CloudAccountRow, "cloud">> = {},
): Promise<CloudAccountRow[]> {
  return em.find(
    CloudAccountRow,
    { ...filter, removedAt: null, $or: [{ organization }, { organization: null }] },
    { ...FRESH, orderBy: { createdAt: "asc", id: "asc" } },
  );
}

/** Every account of any organization that was not removed. */
export async function liveAccounts(em: Em): Promise<CloudAccountRow[]> {
  return em.find(
    CloudAccountRow,
    { removedAt: null },
    { ...FRESH, ...OF_ALL, orderBy: { createdAt: "asc", id: "asc" } },
  );
}

/** Those that were not checked for an hour, of any organization. */
export async function accountsToCheck(em: Em): Promise<CloudAccountRow[]> {
  return em.find(
    CloudAccountRow,
    { removedAt: null, $or: [{ checkedAt: null }, { checkedAt: { $lt: sql`now() - interval '1 hour'` } }] },
    FRESH,
  );
}

/** What of an account may change, beside the state of its stack. */
export type AccountChanges = Partial<
  Omit<
    CloudAccountRow,
    "id" | "cloud" | "organization" | "source" | "stack" | "status" | "leaseOwner" | "leaseUntil" | "createdAt"
  >
>;

export async function changeAccount(em: Em, id: string, changes: AccountChanges): Promise<void> {
  await em.nativeUpdate(CloudAccountRow, { id }, changes);
}

/**
 * Lets nobody else choose an account until the transaction ends: two who count at the same time both find room. One lock for
 * all clouds: a choice may look at several, and two that lock them in another order wait for each other.
 */
export async function lockAccountChoice(em: Em): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtext('account_choice'))");
}

/** How many tenants each account has that are not tombstones, and shared hosts that were ordered: each takes a machine. */
export async function tenantsByAccount(em: Em): Promise<Map<string, number>> {
  const rows = await em.execute<{ account_id: string; tenants: string }[]>(
    `select account_id, count(*) as tenants
       from (select account_id from tenants where status <> 'destroyed'
             union all select account_id from host_orders) as taken
      group by account_id`,
  );
  return new Map(rows.map(({ account_id, tenants }) => [account_id, Number(tenants)]));
}
