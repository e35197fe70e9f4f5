import type { Operation, Tenant } from "@freehold/model";
import pg from "pg";
import type { Fleet } from "./fleet.ts";

/** What came of the signups, read from every side: the API, the database, the state, the clouds. */
export interface Verdict {
  active: number;
  /** Operations by status. */
  operations: Record<string, number>;
  /** How many operations were begun how often: more than once where a worker was killed or a try was repeated. */
  attempts: Record<string, number>;
  /** What must not be, in sentences; empty when all is well. */
  wrong: string[];
}

export async function judge(fleet: Fleet, expected: readonly Tenant[]): Promise<Verdict> {
  const tenants = await allTenants(fleet);
  const items = (await fleet.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
  const database = await rowsOf<Pick<Operation, "status"> & { attempts: number; count: string }>(
    fleet.databaseUrl,
    "select status, attempts, count(*) as count from operations group by status, attempts",
  );
  const active = tenants.filter(({ status }) => status === "active");
  const servers = items.filter(({ type }) => type === "server");
  const known = new Set(expected.map(({ id }) => id));
  const wrong = [
    ...expected.filter(({ id }) => !tenants.some((each) => each.id === id)).map(({ name }) => `${name} is lost`),
    ...tenants
      .filter(({ status }) => status !== "active")
      .map(({ name, status, failure }) => `${name} is ${status}: ${failure?.code}, ${failure?.reason}`),
    ...tenants.filter(({ id }) => !known.has(id)).map(({ name }) => `nobody asked for ${name}`),
    ...countWrong("server", expected, servers),
    ...countWrong(
      "ssh_key",
      expected,
      items.filter(({ type }) => type === "ssh_key"),
    ),
    ...database
      .filter(({ status }) => status !== "succeeded")
      .map(({ status, count }) => `${count} operations are ${status}`),
    ...(await budgetsPassed(fleet)),
    ...(await leftInState(fleet)),
  ];
  return { active: active.length, operations: sumBy(database, "status"), attempts: sumBy(database, "attempts"), wrong };
}

async function allTenants({ api }: Fleet): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await api.request<{ items: Tenant[]; nextCursor: string | null }>(
      "GET",
      `/v1/tenants?limit=200${query}`,
    );
    tenants.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return tenants;
}

/** Exactly one for each tenant, and none beside. */
function countWrong(type: string, expected: readonly Tenant[], items: { labels: Record<string, string> }[]): string[] {
  const perTenant = Map.groupBy(items, ({ labels }) => labels["freehold-tenant"] ?? "nobody");
  const strangers = [...perTenant.keys()].filter((id) => !expected.some((tenant) => tenant.id === id));
  return [
    ...expected
      .filter(({ id }) => perTenant.get(id)?.length !== 1)
      .map(({ id, name }) => `${name} has ${perTenant.get(id)?.length ?? 0} of ${type}`),
    ...strangers.map((id) => `${id} has ${perTenant.get(id)?.length} of ${type} and is no tenant`),
  ];
}

/** By the vendors' own count. */
async function budgetsPassed({ sandbox }: Fleet): Promise<string[]> {
  const answer = await fetch(`${sandbox.control.endpoint}/rate-limits`);
  const { accounts } = (await answer.json()) as { accounts: { cloud: string; account: string; exceeded: number }[] };
  return accounts
    .filter(({ exceeded }) => exceeded > 0)
    .map(({ cloud, account, exceeded }) => `${cloud} refused ${exceeded} calls of ${account} beyond its limit`);
}

/** Locks, and roles of leases that ended. */
async function leftInState({ stateUrl }: Fleet): Promise<string[]> {
  const locks = await rowsOf<{ key: string }>(stateUrl, "select key from pulumi_state where key like '%/locks/%'");
  const roles = await rowsOf<{ rolname: string }>(
    stateUrl,
    "select rolname from pg_roles where rolname ~ '^fh_[0-9a-f]{8}_op'",
  );
  return [
    ...locks.map(({ key }) => `the state is locked: ${key}`),
    ...roles.map(({ rolname }) => `the role ${rolname} is left`),
  ];
}

async function rowsOf<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}

function sumBy<Key extends string>(
  rows: readonly ({ [Each in Key]: string | number } & { count: string })[],
  key: Key,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) {
    const name = String(row[key]);
    sums[name] = (sums[name] ?? 0) + Number(row.count);
  }
  return sums;
}
