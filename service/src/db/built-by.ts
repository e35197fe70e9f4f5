import type { BuiltBy, Ledger } from "@freehold/model";
import { change, type Em } from "./kernel/em.ts";

/** Records what brought up the stack of an account, or of a host that was ordered. A tenant's is recorded with its status. */
export async function recordBuiltBy(
  em: Em,
  table: "cloud_accounts" | "host_orders",
  id: string,
  builtBy: BuiltBy,
): Promise<void> {
  await change(em, `update ${table} set built_by = ?::jsonb where id = ?`, [JSON.stringify(builtBy), id]);
}

/** How many stacks that are there each pair of versions brought up last; those of before it was recorded are not among them. */
export async function countByBuilder(em: Em): Promise<Ledger["builtBy"]> {
  const rows = await em.execute<{ freehold: string; engine: string; stacks: string | number }[]>(
    `select built_by ->> 'freehold' as freehold, built_by ->> 'engine' as engine, count(*) as stacks from (
       select built_by from tenants where status <> 'destroyed'
       union all select built_by from cloud_accounts where status = 'ready' and removed_at is null
       union all select built_by from host_orders) as stack
      where built_by is not null group by 1, 2 order by 1, 2`,
  );
  return rows.map(({ stacks, ...builder }) => ({ ...builder, stacks: Number(stacks) }));
}
