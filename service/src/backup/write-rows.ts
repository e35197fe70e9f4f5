import { FreeholdError } from "@freehold/model";
import type { TableHead } from "./read-snapshot.ts";
import type { SqlSession } from "./sql-session.ts";
import { inOrderOfReference, quoted, type Table, tablesOf } from "./tables.ts";

/** Rows, and characters of them, that are sent at a time. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 1_000_000;

/**
 * Writes the rows of a backup into tables that are there, inside a transaction that has begun. Rows that the migrations wrote, such as the
 * one of the circuit breaker, give way.
 *
 * @param lines In the order of the backup: what is referred to comes first
 * @throws FreeholdError `invalid_request` when the backup has a table or a column that is not there
 */
export async function writeRows(session: SqlSession, lines: AsyncIterable<string>): Promise<void> {
  const known = await tablesOf(session);
  for (const { name } of (await inOrderOfReference(session, known)).toReversed()) await emptyTable(session, name);
  let table: Table | undefined;
  let batch: string[] = [];
  let characters = 0;
  const send = async (): Promise<void> => {
    if (table !== undefined && batch.length > 0) await insert(session, table, batch);
    batch = [];
    characters = 0;
  };
  for await (const line of lines) {
    const head = headOf(line);
    if (head === undefined) {
      batch.push(line);
      characters += line.length;
      if (batch.length >= MOST_ROWS || characters >= MOST_CHARACTERS) await send();
      continue;
    }
    await send();
    table = knownTable(head, known);
  }
  await send();
}

/** An append-only table refuses even a statement that deletes nothing. */
async function emptyTable(session: SqlSession, name: string): Promise<void> {
  const [some] = await session.query<{ one: number }>(`select 1 as one from ${quoted(name)} limit 1`);
  if (some !== undefined) await session.query(`delete from ${quoted(name)}`);
}

async function insert(session: SqlSession, { name, columns }: Table, rows: readonly string[]): Promise<void> {
  const list = columns.map(quoted).join(", ");
  await session.query(
    `insert into ${quoted(name)} (${list}) overriding system value
     select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`,
    [`[${rows.join(",")}]`],
  );
}

/** No table of ours has a column `columns` beside one `table`. */
function headOf(line: string): TableHead | undefined {
  if (!line.startsWith('{"table":')) return undefined;
  const content = JSON.parse(line) as Partial<TableHead>;
  return Array.isArray(content.columns) ? (content as TableHead) : undefined;
}

function knownTable({ table, columns }: TableHead, known: readonly Table[]): Table {
  const there = known.find(({ name }) => name === table);
  const missing = columns.filter((column) => !there?.columns.includes(column));
  if (there !== undefined && missing.length === 0) return { name: table, columns };
  const what = there === undefined ? `the table ${table}` : `the columns ${missing.join(", ")} of ${table}`;
  throw new FreeholdError("invalid_request", `the backup has ${what}, which this version of Freehold does not have`, {
    nextStep: "restore it with the version that took it, then upgrade",
  });
}
