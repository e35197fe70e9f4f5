import { change, type Em, FRESH } from "./em.ts";
import { CloudAccountRow } from "./entities/cloud-account.ts";

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
