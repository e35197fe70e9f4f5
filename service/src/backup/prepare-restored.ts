import type { Unfinished } from "./restore-options.ts";
import type { SqlSession } from "./sql-session.ts";

/**
 * What is not true any more at another time and in another place: nobody holds a lease or a claim, operations that ran wait to be resumed
 * and count as begun, so that they recover first. What is known of every tenant may be older than what is at its cloud.
 *
 * @param takenAt The backup's point in time
 * @returns How many operations go on when a service starts
 */
export async function prepareRestored(session: SqlSession, takenAt: Date, unfinished: Unfinished): Promise<number> {
  const open = await session.query<{ id: string }>(
    `update operations
        set status = 'queued', lease_owner = null, lease_until = null, attempts = greatest(attempts, 1),
            params = coalesce(params, '{}'::jsonb) || jsonb_build_object('restored', $1::text)
      where status in ('queued', 'running')
      returning id`,
    [unfinished],
  );
  await session.query("update tenants set restored_at = now() where status <> 'destroyed'");
  for (const table of ["cloud_accounts", "golden_images"]) {
    await session.query(`update ${table} set lease_owner = null, lease_until = null where lease_owner is not null`);
  }
  await session.query("update webhook_deliveries set claimed_until = null where claimed_until is not null");
  // The folder of the state is another one now.
  await session.query("delete from service_facts where name = 'state_folder'");
  await session.query("update ledger_places set next_at = now()");
  await session.query("update ledger_brake set since = now(), reason = $1, released_unwell = null", [
    `the service was restored from a backup of ${takenAt.toISOString()}: look at the ledger before anything is healed or removed by itself`,
  ]);
  return open.length;
}
