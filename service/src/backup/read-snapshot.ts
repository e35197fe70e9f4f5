import { SEALED_COLUMNS } from "../db/sealed-values.ts";
import type { SqlSession } from "./sql-session.ts";
import { inOrderOfReference, migrationsOf, quoted, type Table, tablesOf } from "./tables.ts";

/** Rows that are fetched at a time. */
const PAGE = 500;

/** A database at one point in time. */
export interface Snapshot {
  takenAt: Date;
  migrations: string[];
  masterKeys: { id: string; holds: string[] }[];
  /** `{"table": …, "columns": […]}`, then the table's rows, then the next table. */
  lines(): AsyncGenerator<string>;
  /** How many rows of each table `lines` has given. */
  rows: Readonly<Record<string, number>>;
}

/** The first line of a table. */
export interface TableHead {
  table: string;
  columns: string[];
}

/**
 * Reads a snapshot inside a transaction that has begun: everything is as it was when the transaction's first statement ran.
 *
 * @param except Tables that are not ours, such as Pulumi's state in the same database
 */
export async function readSnapshot(session: SqlSession, except: readonly string[]): Promise<Snapshot> {
  const [clock] = await session.query<{ at: string }>("select to_json(now())::text as at");
  if (clock === undefined) throw new Error("the database does not report the time");
  const ours = (await tablesOf(session)).filter(({ name }) => !except.includes(name));
  const tables = await inOrderOfReference(session, ours);
  const rows: Record<string, number> = {};
  return {
    takenAt: new Date(JSON.parse(clock.at) as string),
    migrations: await migrationsOf(session),
    masterKeys: await masterKeysOf(session),
    rows,
    async *lines() {
      for (const table of tables) {
        rows[table.name] = 0;
        yield JSON.stringify({ table: table.name, columns: table.columns } satisfies TableHead);
        for await (const row of rowsOf(session, table)) {
          rows[table.name] = (rows[table.name] ?? 0) + 1;
          yield row;
        }
      }
    },
  };
}

async function* rowsOf(session: SqlSession, { name, columns }: Table): AsyncGenerator<string> {
  const list = columns.map(quoted).join(", ");
  await session.query(
    `declare backup_rows no scroll cursor for
       select row_to_json(each)::text as row from (select ${list} from ${quoted(name)}) each`,
  );
  for (;;) {
    const page = await session.query<{ row: string }>(`fetch ${PAGE} from backup_rows`);
    // A column of JSON keeps its white space; inside strings there is no bare line end.
    for (const { row } of page) yield row.replaceAll("\n", " ");
    if (page.length < PAGE) break;
  }
  await session.query("close backup_rows");
}

async function masterKeysOf(session: SqlSession): Promise<Snapshot["masterKeys"]> {
  const holds = new Map<string, string[]>();
  for (const { table, column, holds: what } of SEALED_COLUMNS) {
    const counts = await session.query<{ id: string; count: string }>(
      `select split_part(left(${quoted(column)}, 40), '.', 2) as id, count(*)::text as count
         from ${quoted(table)} where ${quoted(column)} is not null group by 1`,
    );
    for (const { id, count } of counts) holds.set(id, [...(holds.get(id) ?? []), `${what} (${count})`]);
  }
  return [...holds].map(([id, each]) => ({ id, holds: each }));
}
