import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { TestPostgres } from "@freehold/service/testing/postgres";

/** A resource as Pulumi's state knows it. */
export interface StateResource {
  type: string;
  id?: string;
}

/** What the state holds of the tenants' stacks. */
export interface State {
  /** Names of locks that are held. */
  locks(): Promise<string[]>;
  /** A stack's resources and unfinished operations; undefined without the stack. */
  stack(name: string): Promise<{ resources: StateResource[]; pending: unknown[] } | undefined>;
  /** Everything that is kept under a stack's name. */
  traces(name: string): Promise<string[]>;
}

/** Reads it past the engine: what is looked at must not be what looks. */
export function openState(at: { files: string } | { url: string; postgres: TestPostgres }): State {
  const list = "files" in at ? () => filesBelow(path.join(at.files, ".pulumi")) : () => keysIn(at.url, at.postgres);
  const read =
    "files" in at
      ? (key: string) => readFile(path.join(at.files, ".pulumi", key), "utf8").catch(() => undefined)
      : (key: string) => rowIn(at.url, at.postgres, key);
  return {
    locks: async () => (await list()).filter((key) => key.includes("locks/") && key.endsWith(".json")),
    async stack(name) {
      const key = (await list()).find((each) => each.includes("stacks/") && each.endsWith(`/${name}.json`));
      const text = key === undefined ? undefined : await read(key);
      return text === undefined ? undefined : contents(text);
    },
    traces: async (name) => (await list()).filter((key) => key.includes(name)),
  };
}

interface Checkpoint {
  checkpoint: { latest?: { resources?: StateResource[] | null; pending_operations?: unknown[] | null } | null };
}

function contents(text: string) {
  const { latest } = (JSON.parse(text) as Checkpoint).checkpoint;
  return { resources: latest?.resources ?? [], pending: latest?.pending_operations ?? [] };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((each) => each.isFile())
    .map((each) => path.relative(folder, path.join(each.parentPath, each.name)));
}

/** The engine keeps what would be files as rows; their contents are base64 inside JSON. */
async function keysIn(url: string, postgres: TestPostgres): Promise<string[]> {
  if (!(await hasTable(url, postgres))) return [];
  const rows = await postgres.query<{ key: string }>(url, "select key from pulumi_state");
  return rows.map(({ key }) => key);
}

async function rowIn(url: string, postgres: TestPostgres, key: string): Promise<string | undefined> {
  const rows = await postgres.query<{ data: unknown }>(
    url,
    `select data from pulumi_state where key = '${key.replaceAll("'", "''")}'`,
  );
  const data = rows[0]?.data;
  if (data === undefined) return undefined;
  return decode(data);
}

function decode(data: unknown): string {
  if (typeof data === "string") return Buffer.from(data, "base64").toString("utf8");
  const held = Object.values(data as Record<string, unknown>).find((value) => typeof value === "string");
  return Buffer.from(String(held), "base64").toString("utf8");
}

async function hasTable(url: string, postgres: TestPostgres): Promise<boolean> {
  const rows = await postgres.query<{ there: string | null }>(url, "select to_regclass('pulumi_state')::text as there");
  return rows[0]?.there !== null;
}
