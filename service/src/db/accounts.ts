import type { Cloud } from "@freehold/model";
import { change, type Em, FRESH } from "./em.ts";
import { CloudAccountRow } from "./entities/cloud-account.ts";

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

export async function findAccount(em: Em, id: string): Promise<CloudAccountRow | null> {
  return em.findOne(CloudAccountRow, { id }, FRESH);
}

/** Takes or prolongs the right to build an account's stack. False when another worker has it or it is built. */
export async function claimAccount(em: Em, id: string, owner: string, leaseMs: number): Promise<boolean> {
  const claimed = await change(
    em,
    `update cloud_accounts set lease_owner = ?, lease_until = now() + ? * interval '1 millisecond'
      where id = ? and status = 'absent' and (lease_owner is null or lease_owner = ? or lease_until < now())`,
    [owner, leaseMs, id, owner],
  );
  return claimed === 1;
}

/** Ends the claim and tells how the account's stack is now. */
export async function settleAccount(
  em: Em,
  id: string,
  owner: string,
  status: CloudAccountRow["status"],
): Promise<void> {
  await change(
    em,
    "update cloud_accounts set status = ?, lease_owner = null, lease_until = null where id = ? and lease_owner = ?",
    [status, id, owner],
  );
}

/** Forgets that an account's stack is built, after it was removed. */
export async function markAccountAbsent(em: Em, id: string): Promise<void> {
  await change(em, "update cloud_accounts set status = 'absent' where id = ?", [id]);
}

/** Accounts whose stack is built. */
export async function readyAccounts(em: Em): Promise<CloudAccountRow[]> {
  return em.find(CloudAccountRow, { status: "ready" }, FRESH);
}

/** Lets nobody else choose an account of the cloud until the transaction ends: two who count at the same time both find room. */
export async function lockAccountChoice(em: Em, cloud: Cloud): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtext(?))", [`accounts/${cloud}`]);
}

/** How many tenants each account of a cloud has that are not tombstones. */
export async function tenantsByAccount(em: Em, cloud: Cloud): Promise<Map<string, number>> {
  const rows = await em.execute<{ account_id: string; tenants: string }[]>(
    "select account_id, count(*) as tenants from tenants where cloud = ? and status <> 'destroyed' group by account_id",
    [cloud],
  );
  return new Map(rows.map(({ account_id, tenants }) => [account_id, Number(tenants)]));
}
