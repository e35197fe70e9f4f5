import type { Template } from "@freehold/model";
import { GoldenImageRow } from "./entities/golden-image.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

/** What an image is to be. */
export interface GoldenImageRequest {
  accountId: string;
  version: string;
  template: Template;
  region: string;
}

/** Null when the account never had one. */
export async function findGoldenImage(em: Em, accountId: string): Promise<GoldenImageRow | null> {
  return em.findOne(GoldenImageRow, { accountId }, FRESH);
}

/**
 * Takes the right to make an account's image. False when it is there in that version, another worker is making it, or the last
 * attempt failed less than `retryMs` ago.
 */
export async function claimGoldenImage(
  em: Em,
  { accountId, version, template, region }: GoldenImageRequest,
  owner: string,
  { leaseMs, retryMs }: { leaseMs: number; retryMs: number },
): Promise<boolean> {
  const claimed = await change(
    em,
    `insert into golden_images as made (account_id, version, template, region, lease_owner, lease_until)
     values (?, ?, ?, ?, ?, now() + ? * interval '1 millisecond')
     on conflict (account_id) do update
       set version = excluded.version, template = excluded.template, region = excluded.region, failure = null,
           image_id = case when made.version = excluded.version then made.image_id end,
           attempted_at = now(), lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
     where (made.lease_until is null or made.lease_until < now())
       and (made.version <> excluded.version or made.image_id is null)
       and (made.failure is null or made.attempted_at < now() - ? * interval '1 millisecond')`,
    [accountId, version, template, region, owner, leaseMs, retryMs],
  );
  return claimed === 1;
}

/** Ends a claim, with the image or with why there is none. False when the claim was another's by then. */
export async function endGoldenImageClaim(
  em: Em,
  accountId: string,
  owner: string,
  { imageId, failure }: Pick<GoldenImageRow, "imageId" | "failure">,
): Promise<boolean> {
  const ended = await change(
    em,
    `update golden_images set image_id = ?, failure = ?, lease_owner = null, lease_until = null
      where account_id = ? and lease_owner = ?`,
    [imageId, failure, accountId, owner],
  );
  return ended === 1;
}

/** Forgets an account's image, which goes with the account's stack. */
export async function deleteGoldenImage(em: Em, accountId: string): Promise<void> {
  await em.nativeDelete(GoldenImageRow, { accountId });
}

/** Accounts whose stack is built and that have a tenant, with the region of their newest tenant. */
export async function accountsInUse(em: Em): Promise<{ id: string; cloud: string; region: string }[]> {
  return em.execute<{ id: string; cloud: string; region: string }[]>(
    `select account.id, account.cloud, tenant.region
       from cloud_accounts account
       join lateral (
         select region from tenants where account_id = account.id and status = 'active' order by created_at desc limit 1
       ) tenant on true
      where account.status = 'ready'`,
  );
}
