import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../error-code.ts";
import { openServer } from "./sql-session.ts";
import type { StatePlace } from "./state-place.ts";
import { isThere, quoted } from "./tables.ts";

/** One object of Pulumi's backend. */
export interface StateObject {
  /** Below the backend's own folder, such as `stacks/freehold-tenant/t1.json`. */
  path: string;
  text: string;
}

export const ROOT = ".pulumi/";

/** States of stacks, and the backend's description of itself. Neither locks, which are of engines that run, nor what was before. */
const KEPT = /^(meta\.yaml|stacks\/.+\.json)$/;
const PAGE = 50;

/** The state as it is now, each stack as its engine wrote it last: engines replace a stack's object as a whole. */
export function readState(place: Exclude<StatePlace, { kind: "elsewhere" }>): AsyncGenerator<StateObject> {
  return place.kind === "files" ? fromFiles(place.folder) : fromPostgres(place);
}

/** Whether there is any state of any stack. */
export async function hasState(place: Exclude<StatePlace, { kind: "elsewhere" }>): Promise<boolean> {
  for await (const { path: at } of readState(place)) if (at.startsWith("stacks/")) return true;
  return false;
}

async function* fromFiles(folder: string): AsyncGenerator<StateObject> {
  const root = path.join(folder, ROOT);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(whenMissing([]));
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const at = path.relative(root, file);
    if (!KEPT.test(at)) continue;
    // Removed since it was listed: its stack was destroyed.
    const text = await readFile(file, "utf8").catch(whenMissing(undefined));
    if (text !== undefined) yield { path: at, text };
  }
}

async function* fromPostgres({
  url,
  table,
  prefix,
}: Extract<StatePlace, { kind: "postgres" }>): AsyncGenerator<StateObject> {
  const session = await openServer(url);
  try {
    if (!(await isThere(session, table))) return;
    await session.query("begin isolation level repeatable read read only");
    await session.query(
      `declare state_rows no scroll cursor for select key, data ->> 'data' as data from ${quoted(table)} order by key`,
    );
    for (;;) {
      const rows = await session.query<{ key: string; data: string }>(`fetch ${PAGE} from state_rows`);
      for (const { key, data } of rows) {
        const at = key.slice(prefix.length + ROOT.length);
        if (key.startsWith(prefix + ROOT) && KEPT.test(at))
          yield { path: at, text: Buffer.from(data, "base64").toString("utf8") };
      }
      if (rows.length < PAGE) break;
    }
  } finally {
    await session.close();
  }
}

function whenMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (errorCode(error) === "ENOENT") return value;
    throw error;
  };
}
