import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { errorCode } from "../error-code.ts";
import { ROOT, type StateObject } from "./read-state.ts";
import { openServer, type SqlSession } from "./sql-session.ts";
import type { StatePlace } from "./state-place.ts";
import { isThere, quoted } from "./tables.ts";

/** Writes the state of a backup, into files or PostgreSQL, wherever it came from. Nothing of it is there before all of it is. */
export async function writeState(
  place: Exclude<StatePlace, { kind: "elsewhere" }>,
  objects: AsyncIterable<StateObject>,
): Promise<void> {
  await (place.kind === "files" ? toFiles(place.folder, objects) : toPostgres(place, objects));
}

async function toFiles(folder: string, objects: AsyncIterable<StateObject>): Promise<void> {
  const stamp = Date.now();
  const draft = `${folder}.restored-${stamp}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for await (const { path: at, text } of objects) {
    const file = path.join(draft, ROOT, at);
    if (path.relative(draft, file).startsWith("..")) throw outside(at);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, text, { mode: 0o600, flush: true });
  }
  // Kept beside: it may be the only trace of what is at the clouds.
  await rename(folder, `${folder}.before-${stamp}`).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  await rename(draft, folder);
}

async function toPostgres(
  { url, table, prefix }: Extract<StatePlace, { kind: "postgres" }>,
  objects: AsyncIterable<StateObject>,
): Promise<void> {
  const session = await openServer(url);
  try {
    await session.query("begin");
    await setTableAside(session, table);
    await makeTable(session, table);
    for await (const { path: at, text } of objects) {
      const data = JSON.stringify({ data: Buffer.from(text, "utf8").toString("base64") });
      await session.query(`insert into ${quoted(table)} (key, data) values ($1, $2::json)`, [prefix + ROOT + at, data]);
    }
    await session.query("commit");
  } finally {
    await session.close();
  }
}

/** Kept under another name: it may be the only trace of what is at the clouds. */
async function setTableAside(session: SqlSession, table: string): Promise<void> {
  if (!(await isThere(session, table))) return;
  const [held] = await session.query<{ one: number }>(`select 1 as one from ${quoted(table)} limit 1`);
  if (held === undefined) return;
  const aside = `${table}_before_${Date.now()}`;
  await session.query(`alter table ${quoted(table)} rename to ${quoted(aside)}`);
  await session.query(
    `alter table ${quoted(aside)} rename constraint ${quoted(`${table}_pkey`)} to ${quoted(`${aside}_pkey`)}`,
  );
  await session.query(
    `alter index if exists ${quoted(`${table}_key_prefix_idx`)} rename to ${quoted(`${aside}_key_prefix_idx`)}`,
  );
}

/** As the engine makes it. */
async function makeTable(session: SqlSession, table: string): Promise<void> {
  await session.query(
    `create table if not exists ${quoted(table)} (key text primary key, data json not null, updated_at timestamptz not null default now())`,
  );
  await session.query(
    `create index if not exists ${quoted(`${table}_key_prefix_idx`)} on ${quoted(table)} (key text_pattern_ops)`,
  );
}

function outside(at: string): FreeholdError {
  return new FreeholdError("invalid_request", `the backup's state has an object outside its folder: ${at}`);
}
