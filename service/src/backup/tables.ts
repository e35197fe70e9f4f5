import type { SqlSession } from "./sql-session.ts";

/** A table and the columns of it that are written, not derived. */
export interface Table {
  name: string;
  columns: string[];
}

/**
 * Not worth keeping, or wrong after a restore: which migrations ran is in the manifest; leader leases and counts of requests are of processes that
 * live; what waits to be chained into the audit log is there only inside a transaction.
 */
const LEFT_OUT: readonly string[] = ["mikro_orm_migrations", "turns", "request_counts", "audit_pending"];

/** The tables that hold the service's rows. The queue's, in a schema of their own, are recreated from the operations that wait. */
export async function tablesOf(session: SqlSession): Promise<Table[]> {
  const rows = await session.query<{ name: string; column: string }>(
    `select c.table_name::text as name, c.column_name::text as column
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
      order by c.table_name, c.ordinal_position`,
  );
  const byName = Map.groupBy(rows, ({ name }) => name);
  return [...byName]
    .filter(([name]) => !LEFT_OUT.includes(name))
    .map(([name, columns]) => ({ name, columns: columns.map(({ column }) => column) }));
}

/** In an order in which every row finds what it refers to. */
export async function inOrderOfReference(session: SqlSession, tables: readonly Table[]): Promise<Table[]> {
  const references = await session.query<{ from: string; to: string }>(
    `select r.relname::text as from, t.relname::text as to
       from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_class t on t.oid = c.confrelid
      where c.contype = 'f' and c.connamespace = current_schema()::regnamespace`,
  );
  const ordered = new Set<Table>();
  const visit = (table: Table): void => {
    const needed = references.filter(({ from, to }) => from === table.name && to !== from).map(({ to }) => to);
    for (const each of tables) if (needed.includes(each.name) && !ordered.has(each)) visit(each);
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

/** Names of the migrations that the database has seen, in order. */
export async function migrationsOf(session: SqlSession): Promise<string[]> {
  const rows = await session.query<{ name: string }>("select name from mikro_orm_migrations order by name");
  return rows.map(({ name }) => name);
}

/** Whether there is a table of the name. */
export async function isThere(session: SqlSession, table: string): Promise<boolean> {
  const [found] = await session.query<{ there: string | null }>("select to_regclass($1)::text as there", [
    quoted(table),
  ]);
  return found !== undefined && found.there !== null;
}

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
