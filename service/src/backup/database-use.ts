import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import { openSession, type SqlSession } from "./sql-session.ts";
import { quoted } from "./tables.ts";

/** What is in a database, and who. */
export interface DatabaseUse {
  hasTables: boolean;
  /** A service has worked with it. */
  hasRows: boolean;
  /** Other connections of the same user. */
  sessions: number;
}

/** A service has rows in each of these from its first start on. */
const FIRST_TABLES = ["api_keys", "cloud_accounts", "tenants"];

export async function databaseUse(options: DatabaseOptions): Promise<DatabaseUse> {
  if (options.kind === "pglite" && !isCluster(options.dataDir))
    return { hasTables: false, hasRows: false, sessions: 0 };
  const session = await openSession(options);
  try {
    const tables = await session.query<{ name: string }>(
      "select table_name::text as name from information_schema.tables where table_schema = current_schema()",
    );
    const asked = FIRST_TABLES.filter((name) => tables.some((table) => table.name === name));
    const held: boolean[] = [];
    for (const name of asked) held.push(await hasRows(session, name));
    const [others] = await session.query<{ count: string }>(
      `select count(*)::text as count from pg_stat_activity
        where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
    );
    const sessions = options.kind === "pglite" ? 0 : Number(others?.count ?? 0);
    return { hasTables: asked.length > 0, hasRows: held.includes(true), sessions };
  } finally {
    await session.close();
  }
}

/** Keeps what is there under another name: the folder, or in PostgreSQL a schema. */
export async function setDatabaseAside(options: DatabaseOptions): Promise<void> {
  const aside = `before_${Date.now()}`;
  if (options.kind === "pglite") {
    if (options.dataDir !== undefined) await rename(options.dataDir, `${options.dataDir}.${aside}`);
    return;
  }
  const session = await openSession(options);
  try {
    await session.query("begin");
    await session.query(`create schema ${quoted(`freehold_${aside}`)}`);
    for (const { kind, name } of await ownThings(session)) {
      await session.query(`alter ${kind} ${name} set schema ${quoted(`freehold_${aside}`)}`);
    }
    const [queue] = await session.query<{ name: string }>(
      "select nspname as name from pg_namespace where nspname = 'queue'",
    );
    if (queue !== undefined) await session.query(`alter schema queue rename to ${quoted(`queue_${aside}`)}`);
    await session.query("commit");
  } finally {
    await session.close();
  }
}

/** Tables but for those of Pulumi's state, and the functions of their triggers, which the migrations recreate. Indexes and triggers go with their tables. */
async function ownThings(session: SqlSession): Promise<{ kind: "table" | "function"; name: string }[]> {
  const tables = await session.query<{ name: string }>(
    `select t.table_name::text as name from information_schema.tables t
      where t.table_schema = current_schema() and t.table_type = 'BASE TABLE'
        and (select array_agg(c.column_name::text order by c.ordinal_position) from information_schema.columns c
              where c.table_schema = t.table_schema and c.table_name = t.table_name) <> array['key', 'data', 'updated_at']`,
  );
  const functions = await session.query<{ name: string }>(
    `select distinct p.oid::regprocedure::text as name
       from pg_trigger g join pg_class t on t.oid = g.tgrelid join pg_proc p on p.oid = g.tgfoid
      where not g.tgisinternal and t.relnamespace = current_schema()::regnamespace and p.pronamespace = t.relnamespace`,
  );
  return [
    ...tables.map(({ name }) => ({ kind: "table" as const, name: quoted(name) })),
    ...functions.map(({ name }) => ({ kind: "function" as const, name })),
  ];
}

async function hasRows(session: SqlSession, table: string): Promise<boolean> {
  const rows = await session.query<{ one: number }>(`select 1 as one from ${quoted(table)} limit 1`);
  return rows.length > 0;
}

function isCluster(dataDir: string | undefined): boolean {
  return dataDir !== undefined && existsSync(path.join(dataDir, "PG_VERSION"));
}
