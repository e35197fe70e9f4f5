import type { InventoryItem } from "../sandbox-child.ts";
import type { Lane } from "./lane.ts";
import { type Process, processes } from "./processes.ts";

/** Pulumi's words for what is compared one by one with the clouds. */
const COMPARED: Readonly<Record<string, string>> = {
  "hetzner server": "hcloud:index/server:Server",
  "hetzner ssh_key": "hcloud:index/sshKey:SshKey",
  "cloudflare dns_record": "cloudflare:index/dnsRecord:DnsRecord",
};

/** What is not as it must be when nothing runs, whatever was killed before. */
export async function wrongAtRest(lane: Lane, doomed: readonly Process[]): Promise<string[]> {
  const [locks, open, budgets, claims] = await Promise.all([
    lane.state.locks(),
    lane.rows<{ id: string }>(
      "select id from operations where status in ('queued', 'running') or lease_owner is not null",
    ),
    lane.rows<{ id: string }>(
      "select id from api_budgets where tokens > capacity or tokens < -1 or closed_until > now()",
    ),
    lane.rows<{ id: string }>("select id from cloud_accounts where lease_owner is not null"),
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
export async function wrongWithLive(lane: Lane, tenantId: string, kinds: readonly string[]): Promise<string[]> {
  const items = await lane.items();
  const stack = await lane.state.stack(tenantId);
  const found = kindsOf(items);
  const foreign = items.filter((item) => COMPARED[`${item.cloud} ${item.type}`] !== undefined);
  const known = new Set((stack?.resources ?? []).map(({ type, id }) => `${type} ${id}`));
  return [
    ...(found.join() === kinds.join() ? [] : [`the clouds hold ${found.join(", ")} instead of ${kinds.join(", ")}`]),
    ...foreign
      .filter((item) => !known.has(`${COMPARED[`${item.cloud} ${item.type}`]} ${item.id}`))
      .map(({ type, id }) => `the state does not know ${type} ${id}`),
    ...(stack?.pending ?? []).map(() => "an unfinished operation stayed in the state"),
  ];
}

/** What is not as it must be with a tenant that is gone. */
export async function wrongWithGone(lane: Lane, tenantId: string): Promise<string[]> {
  const items = kindsOf(await lane.items());
  const [traces, ports] = await Promise.all([
    lane.state.traces(tenantId),
    lane.rows<{ port: number }>(`select port from port_reservations where tenant_id = '${tenantId}'`),
  ]);
  return [
    ...items.map((item) => `${item} is left`),
    ...traces.map((trace) => `the state keeps ${trace}`),
    ...(ports.length === 0 ? [] : [`${ports.length} ports are reserved`]),
  ];
}

export function kindsOf(items: readonly InventoryItem[]): string[] {
  return items.map(({ cloud, type }) => `${cloud} ${type}`).sort();
}
