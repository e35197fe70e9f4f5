import { readFile } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { lockHome } from "../compose/lock-home.ts";
import type { Config } from "../config/config.ts";
import { parseMasterKeys } from "../crypto/master-keys.ts";
import { migrateTo } from "../db/kernel/database.ts";
import { HALF_RESTORED } from "../db/kernel/half-restored.ts";
import { errorCode } from "../error-code.ts";
import { assertKeysThere, assertSchemaKnown, assertWhole } from "./assert-restorable.ts";
import { databaseUse, setDatabaseAside } from "./database-use.ts";
import { readLines } from "./lines-file.ts";
import { DATABASE_FILE, type Manifest, readManifest, STATE_FILE } from "./manifest.ts";
import { prepareRestored } from "./prepare-restored.ts";
import { hasState, type StateObject } from "./read-state.ts";
import type { RestoreOptions } from "./restore-options.ts";
import { openSession, type SqlSession } from "./sql-session.ts";
import { statePlaceOf } from "./state-place.ts";
import { writeRows } from "./write-rows.ts";
import { writeState } from "./write-state.ts";

/** What a restore brought back. */
export interface Restored {
  manifest: Manifest;
  /** How long it took. */
  ms: number;
  /** Operations that were under way, or waited, and go on when the service starts. */
  unfinished: number;
}

/**
 * Brings a backup back into the database and the state that the settings name. Everything is checked before anything is written; rows and
 * state become visible at the end, one right after the other.
 *
 * @throws FreeholdError `invalid_request`, `service_unavailable` that says why not, and what to do
 */
export async function restore(config: Config, options: RestoreOptions): Promise<Restored> {
  const startedAt = performance.now();
  const manifest = await readManifest(options.folder);
  assertSchemaKnown(manifest);
  await assertWhole(options.folder, manifest);
  assertKeysThere(manifest, await keyIdsOf(config));
  const unlock = await lockHome(config.home);
  try {
    await makePlace(config, manifest, options);
    const unfinished = await bringBack(config, manifest, options);
    return { manifest, ms: Math.round(performance.now() - startedAt), unfinished };
  } finally {
    await unlock();
  }
}

async function keyIdsOf({ masterKey, home }: Config): Promise<string[]> {
  const text =
    masterKey ??
    (await readFile(path.join(home, "master.key"), "utf8").catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return "";
      throw error;
    }));
  return text.trim() === "" ? [] : parseMasterKeys(text.trim()).map(({ id }) => id);
}

/** @throws FreeholdError `service_unavailable` when somebody is at work there, `invalid_request` when something is there that was not to give way */
async function makePlace(config: Config, manifest: Manifest, { replace }: RestoreOptions): Promise<void> {
  const use = await databaseUse(config.database);
  if (use.sessions > 0) throw inUse(use.sessions);
  const state = statePlaceOf(config);
  const hasStacks = manifest.state !== null && state.kind !== "elsewhere" && (await hasState(state));
  const found = [
    ...(use.hasRows ? ["the database has rows of a service"] : []),
    ...(hasStacks ? ["there are states of stacks"] : []),
  ];
  if (found.length > 0 && !replace) throw notEmpty(found.join(", and "));
  if (use.hasTables) await setDatabaseAside(config.database);
}

/** Between the first commit and the last the database says of itself that it is not whole: no service starts on it. */
async function bringBack(config: Config, manifest: Manifest, options: RestoreOptions): Promise<number> {
  await migrateTo(config.database, manifest.migrations.at(-1));
  await inTransaction(config, async (session) => {
    await writeRows(session, readLines(path.join(options.folder, DATABASE_FILE)));
    await session.query("insert into service_facts (name, value) values ($1, $2)", [HALF_RESTORED, manifest.takenAt]);
  });
  await migrateTo(config.database);
  return inTransaction(config, async (session) => {
    const unfinished = await prepareRestored(session, new Date(manifest.takenAt), options.unfinished);
    await session.query("delete from service_facts where name = $1", [HALF_RESTORED]);
    await restoreState(config, manifest, options.folder);
    return unfinished;
  });
}

async function inTransaction<Result>(
  { database }: Config,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(database);
  try {
    await session.query("begin");
    const result = await work(session);
    await session.query("commit");
    return result;
  } finally {
    await session.close();
  }
}

async function restoreState(config: Config, manifest: Manifest, folder: string): Promise<void> {
  const place = statePlaceOf(config);
  if (manifest.state === null) return;
  if (place.kind === "elsewhere") throw stateElsewhere(place.scheme);
  await writeState(place, objectsIn(path.join(folder, STATE_FILE)));
}

async function* objectsIn(file: string): AsyncGenerator<StateObject> {
  for await (const line of readLines(file)) yield JSON.parse(line) as StateObject;
}

function inUse(sessions: number): FreeholdError {
  return new FreeholdError(
    "service_unavailable",
    `the database is in use: ${sessions} connections of the same user are open`,
    { nextStep: "stop every process of the service, then restore" },
  );
}

function notEmpty(found: string): FreeholdError {
  return new FreeholdError("invalid_request", `there is something where the backup is to go: ${found}`, {
    nextStep:
      "restore into an empty database and a new FREEHOLD_HOME, or say --replace: what is there is kept aside, under another name",
  });
}

function stateElsewhere(scheme: string): FreeholdError {
  return new FreeholdError(
    "invalid_request",
    `the backup holds Pulumi's state, PULUMI_BACKEND_URL leads to ${scheme}, where it cannot be written`,
    { nextStep: "set PULUMI_BACKEND_URL to a PostgreSQL or a folder" },
  );
}
