import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startPostgres } from "../testing/postgres.ts";
import { hasState, readState, type StateObject } from "./read-state.ts";
import { type StatePlace, statePlaceOf } from "./state-place.ts";
import { writeState } from "./write-state.ts";

type Reached = Exclude<StatePlace, { kind: "elsewhere" }>;

const OBJECTS: StateObject[] = [
  { path: "meta.yaml", text: "version: 1\n" },
  { path: "stacks/freehold-tenant/t1.json", text: '{"version":3,"é":"\u2028"}' },
];

const postgres = await startPostgres();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-state-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  if ("close" in postgres) await postgres.close();
});

const inFolder = (name: string): Reached =>
  statePlaceOf({ home: "", backendUrl: pathToFileURL(path.join(folder, name)).href }) as Reached;

async function contents(place: Reached): Promise<StateObject[]> {
  const objects: StateObject[] = [];
  for await (const object of readState(place)) objects.push(object);
  return objects.sort((a, b) => a.path.localeCompare(b.path));
}

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

test("state in files is read without locks, history and copies, and comes back to an empty place or aside of what was there", async () => {
  const from = path.join(folder, "from", ".pulumi");
  const others = [
    "locks/organization/p/t1/a.json",
    "history/p/t1/t1-1.json",
    "stacks/p/t1.json.bak",
    "stacks/p/t1.json.attrs",
  ];
  for (const { path: at, text } of [...OBJECTS, ...others.map((at) => ({ path: at, text: "{}" }))]) {
    await mkdir(path.dirname(path.join(from, at)), { recursive: true });
    await writeFile(path.join(from, at), text);
  }
  const read = await contents(inFolder("from"));
  expect(read).toEqual(OBJECTS);

  await writeState(inFolder("to"), each(read));
  expect(await contents(inFolder("to"))).toEqual(OBJECTS);

  await writeState(inFolder("to"), each([]));
  expect(await hasState(inFolder("to"))).toBe(false);
  const [aside = ""] = (await readdir(folder)).filter((name) => name.startsWith("to.before-"));
  expect(await readFile(path.join(folder, aside, ".pulumi/meta.yaml"), "utf8")).toBe("version: 1\n");
});

test("an object that would be written outside the state's folder is refused", async () => {
  const writing = writeState(inFolder("safe"), each([{ path: "../../../outside.json", text: "{}" }]));

  await expect(writing).rejects.toMatchObject({ code: "invalid_request", message: expect.stringContaining("outside") });
});

if ("missing" in postgres) test.skip(`state in PostgreSQL (skipped: ${postgres.missing})`, () => {});
else {
  describe("state in PostgreSQL", () => {
    test("takes what was in files, gives it back, and keeps what was there aside", async () => {
      const url = `${await postgres.newDatabase()}?sslmode=disable&table=states`;
      const place = statePlaceOf({ home: "", backendUrl: url }) as Reached;
      expect(await hasState(place)).toBe(false);

      await writeState(place, each(OBJECTS));
      expect(await contents(place)).toEqual(OBJECTS);

      await writeState(place, each([]));
      expect(await contents(place)).toEqual([]);
      const tables = await postgres.query<{ name: string }>(
        url,
        "select tablename as name from pg_tables where tablename like 'states\\_before\\_%'",
      );
      expect(tables).toHaveLength(1);
    });
  });
}

test("storage with versions of its own is distinguished", () => {
  expect(statePlaceOf({ home: "", backendUrl: "s3://bucket" })).toEqual({ kind: "elsewhere", scheme: "s3:" });
});
