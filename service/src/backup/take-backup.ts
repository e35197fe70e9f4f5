import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { makeFolder } from "@freehold/toolchain/make-folder";
import { errorCode } from "../error-code.ts";
import { VERSION } from "../version.ts";
import { writeLines } from "./lines-file.ts";
import { DATABASE_FILE, FORMAT, type Manifest, STATE_FILE, writeManifest } from "./manifest.ts";
import { readSnapshot, type Snapshot } from "./read-snapshot.ts";
import { readState } from "./read-state.ts";
import type { SqlSession } from "./sql-session.ts";
import type { StatePlace } from "./state-place.ts";

/** What is backed up. */
export interface BackupSource {
  /** Calls back inside a transaction that sees one point in time. */
  inSnapshot<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>;
  state: StatePlace;
}

/**
 * Takes a backup into a new folder. The database is read first, then the state: whatever the rows say is done, the state knows.
 * What the state knows beyond them, the first operation on a tenant compares with its cloud.
 *
 * @param folder The folder to make; it bears another name until it is whole
 * @throws FreeholdError `invalid_request` when it is there already
 */
export async function takeBackup({ inSnapshot, state }: BackupSource, folder: string): Promise<Manifest> {
  const startedAt = performance.now();
  const draft = `${folder}.partial`;
  await makeNew(draft);
  try {
    const { database, snapshot } = await inSnapshot((session) => writeDatabase(session, state, draft));
    const manifest: Manifest = {
      format: FORMAT,
      takenAt: snapshot.takenAt.toISOString(),
      ms: 0,
      program: VERSION,
      migrations: snapshot.migrations,
      masterKeys: snapshot.masterKeys,
      database: { ...database, rows: snapshot.rows },
      state: state.kind === "elsewhere" ? null : await writeState(state, draft),
    };
    const whole = { ...manifest, ms: Math.round(performance.now() - startedAt) };
    await writeManifest(draft, whole);
    await rename(draft, folder);
    return whole;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function writeDatabase(
  session: SqlSession,
  state: StatePlace,
  folder: string,
): Promise<{ database: { bytes: number; sha256: string }; snapshot: Snapshot }> {
  const snapshot = await readSnapshot(session, state.kind === "postgres" ? [state.table] : []);
  const database = await writeLines(path.join(folder, DATABASE_FILE), snapshot.lines());
  return { database, snapshot };
}

async function writeState(
  place: Exclude<StatePlace, { kind: "elsewhere" }>,
  folder: string,
): Promise<NonNullable<Manifest["state"]>> {
  let stacks = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const object of readState(place)) {
      if (object.path.startsWith("stacks/")) stacks += 1;
      yield JSON.stringify(object);
    }
  }
  const file = await writeLines(path.join(folder, STATE_FILE), lines());
  return { ...file, stacks };
}

async function makeNew(folder: string): Promise<void> {
  try {
    await makeFolder(path.dirname(folder), 0o700);
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new FreeholdError("invalid_request", `the backup's folder ${folder} cannot be made (${reason})`, {
      cause: error,
      nextStep: "name a folder that this user may write to; remove one that an earlier backup left unfinished",
    });
  }
}
