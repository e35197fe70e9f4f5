import { findItemKind } from "@freehold/model";
import type { InventoryItem } from "../sandbox-child.ts";
import { type Process, processes } from "./processes.ts";
import type { Testbed } from "./testbed.ts";

/** What is not as it must be when nothing runs, whatever was killed before. */
export async function wrongAtRest(testbed: Testbed, doomed: readonly Process[]): Promise<string[]> {
  const [locks, open, budgets, claims] = await Promise.all([
    testbed.state.locks(),
    testbed.rows<{ id: string }>(
      "select id from operations where status in ('queued', 'running') or lease_owner is not null",
    ),
    testbed.rows<{ id: string }>(
      "select id from api_budgets where tokens > capacity or tokens < -1 or closed_until > now()",
    ),
    testbed.rows<{ id: string }>("select id from cloud_accounts where lease_owner is not null"),
  ]);
  const survivors = processes().filter((each) =>
    doomed.some(({ pid, group }) => pid === each.pid && group === each.group),
  );
  return [
    ...locks.map((lock) => `a lock stayed: ${lock}`),
    ...open.map(({ id }) => `operation ${id} is open or leased`),
    ...budgets.map(({ id }) => `the budget of ${id} is out of bounds`),
    ...claims.map(({ id }) => `account ${id} is still claimed`),
    ...survivors.map(({ pid, name }) => `process ${pid} (${name}) of a former runner is alive`),
  ];
}

/** What is not as it must be with a tenant that is there: clouds and state hold the same, each thing once. */
export async function wrongWithLive(testbed: Testbed, tenantId: string, kinds: readonly string[]): Promise<string[]> {
  const items = await testbed.items();
  const stack = await testbed.state.stack(tenantId);
  const found = kindsOf(items);
  // What a tenant's stack does not make, such as a slot, is in no state.
  const made = items.filter((item) => tokensOf(item).length > 0);
  const known = new Set((stack?.resources ?? []).map(({ type, id }) => `${type} ${id}`));
  return [
    ...(found.join() === kinds.join() ? [] : [`the clouds hold ${found.join(", ")} instead of ${kinds.join(", ")}`]),
    ...made
      .filter((item) => !tokensOf(item).some((token) => known.has(`${token} ${item.id}`)))
      .map(({ type, id }) => `the state does not know ${type} ${id}`),
    ...(stack?.pending ?? []).map(() => "an unfinished operation stayed in the state"),
  ];
}

/** What is not as it must be with a tenant that is gone. */
export async function wrongWithGone(testbed: Testbed, tenantId: string): Promise<string[]> {
  const items = kindsOf(await testbed.items());
  const [traces, ports] = await Promise.all([
    testbed.state.traces(tenantId),
    testbed.rows<{ port: number }>(`select port from port_reservations where tenant_id = '${tenantId}'`),
  ]);
  return [
    ...items.map((item) => `${item} is left`),
    ...traces.map((trace) => `the state keeps ${trace}`),
    ...(ports.length === 0 ? [] : [`${ports.length} ports are reserved`]),
  ];
}

/** Pulumi's words for an item; none for what a tenant's stack does not make, or its cloud made with something else. */
function tokensOf({ cloud, type }: Pick<InventoryItem, "cloud" | "type">): readonly string[] {
  const kind = findItemKind(cloud, type);
  return kind === undefined || kind.comesWith !== undefined ? [] : kind.tokens;
}

export function kindsOf(items: readonly InventoryItem[]): string[] {
  return items.map(({ cloud, type }) => `${cloud} ${type}`).sort();
}
