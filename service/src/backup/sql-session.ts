import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { DatabaseOptions } from "../db/kernel/database.ts";

const APPLICATION = "freehold-backup";

/** One connection to the database, without entities: tables are copied as they are. */
export interface SqlSession {
  /** Gives the rows of one statement. Parameters are `$1`, `$2`, …; texts only. */
  query<Row extends object>(sql: string, values?: readonly string[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens a connection of its own. The embedded database must have no other process. */
export async function openSession(options: DatabaseOptions): Promise<SqlSession> {
  return options.kind === "pglite" ? openEmbedded(options.dataDir) : openServer(options.url);
}

async function openEmbedded(dataDir: string | undefined): Promise<SqlSession> {
  const pglite = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  return {
    query: async <Row extends object>(sql: string, values: readonly string[] = []) =>
      (await pglite.query<Row>(sql, [...values])).rows,
    close: () => pglite.close(),
  };
}

/** Also of Pulumi's state, whose URL may name a table: that is no parameter of PostgreSQL's. */
export async function openServer(url: string): Promise<SqlSession> {
  const client = new pg.Client({ connectionString: withoutTable(url), application_name: APPLICATION });
  await client.connect();
  return {
    query: async <Row extends object>(sql: string, values: readonly string[] = []) =>
      (await client.query<Row>(sql, [...values])).rows,
    close: () => client.end(),
  };
}

function withoutTable(text: string): string {
  const url = new URL(text);
  url.searchParams.delete("table");
  return url.href;
}
