import { sql } from "@mikro-orm/core";
import { CloudAccountRow } from "./entities/cloud-account.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

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

/** Ends the claim and returns how the account's stack is now. */
export async function endAccountClaim(
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

/** Accounts that are to be removed and that no worker is removing. */
export async function accountsToRemove(em: Em): Promise<CloudAccountRow[]> {
  return em.find(
    CloudAccountRow,
    {
      removalRequestedAt: { $ne: null },
      removedAt: null,
      $or: [{ leaseUntil: null }, { leaseUntil: { $lt: sql.now() } }],
    },
    FRESH,
  );
}

/** Takes the right to remove an account. False when another worker has it, or failed with it a short while ago. */
export async function claimRemoval(em: Em, id: string, owner: string, leaseMs: number): Promise<boolean> {
  const claimed = await change(
    em,
    `update cloud_accounts set lease_owner = ?, lease_until = now() + ? * interval '1 millisecond'
      where id = ? and removal_requested_at is not null and removed_at is null
        and (lease_until is null or lease_until < now())`,
    [owner, leaseMs, id],
  );
  return claimed === 1;
}

/** Ends a removal: the row stays for the sake of the tenants' tombstones, the secret goes. */
export async function finishRemoval(em: Em, id: string, owner: string): Promise<void> {
  await change(
    em,
    `update cloud_accounts set status = 'absent', removed_at = now(), secret_sealed = null, rejection = null,
            lease_owner = null, lease_until = null
      where id = ? and lease_owner = ?`,
    [id, owner],
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
