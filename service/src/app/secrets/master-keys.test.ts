import { afterEach, expect, test } from "@jest/globals";
import { createEnvelope } from "../../crypto/envelope.ts";
import { generateMasterKey, parseMasterKeys } from "../../crypto/master-keys.ts";
import { SEALED_COLUMNS } from "../../db/sealed-values.ts";
import { onBothDatabases } from "../../testing/on-both-databases.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { assertNoKeyMissing, readMasterKeys, rewrapAll } from "./master-keys.ts";

const OLD = generateMasterKey();
const NEW = generateMasterKey();
const idOf = (key: string): string => parseMasterKeys(key)[0].id;

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

interface Keys {
  items: { id: string; current: boolean; sealed: number }[];
}

await onBothDatabases((options) => {
  test("every column of envelopes is known", async () => {
    world = await makeWorld({ database: await options() });
    const rows = await world.service.db.em().execute<{ name: string }[]>(
      `select table_name || '.' || column_name as name from information_schema.columns
          where table_schema = 'public' and column_name like '%sealed'`,
    );

    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);

    expect(rows.map(({ name }) => name).sort()).toEqual(known.sort());
  });
});

test("everything is sealed with a new key by itself, and then opens without the old one", async () => {
  world = await makeWorld({ config: { masterKey: OLD } });
  const { body } = await world.signUp("rotated");
  await world.ended(body.operation.id);
  const { app } = world.service;
  const rotated = { db: app.db, envelope: createEnvelope(parseMasterKeys(`${NEW},${OLD}`)) };
  const before = await readMasterKeys(rotated);
  const stopped = new AbortController();
  stopped.abort();
  await expect(rewrapAll(rotated, undefined, stopped.signal)).rejects.toThrow();

  const done = await rewrapAll(rotated);

  expect(before).toMatchObject([
    { id: idOf(NEW), sealed: 0 },
    { id: idOf(OLD), current: false },
  ]);
  expect(done).toBe(before[1]?.sealed);
  expect(await readMasterKeys(rotated)).toEqual([
    { id: idOf(NEW), current: true, sealed: done },
    { id: idOf(OLD), current: false, sealed: 0 },
  ]);
  const alone = createEnvelope(parseMasterKeys(NEW));
  for (const { table, column, id, purpose } of SEALED_COLUMNS) {
    const rows = await app.db
      .em()
      .execute<{ id: string; sealed: string }[]>(
        `select "${id}"::text as id, "${column}" as sealed from "${table}" where "${column}" is not null`,
      );
    for (const row of rows) expect(() => alone.open(row.sealed, purpose(row.id))).not.toThrow();
  }
  expect((await world.request<Keys>("GET", "/v1/master-keys")).body.items).toEqual([
    { id: idOf(OLD), current: true, sealed: 0 },
  ]);
});

test("a key that something is sealed with cannot be left out: what is lost without it is named", async () => {
  world = await makeWorld({ config: { masterKey: OLD } });
  const { body } = await world.signUp("sealed");
  await world.ended(body.operation.id);

  const starting = assertNoKeyMissing(world.service.db.em(), [idOf(NEW)]);

  await expect(starting).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(
      new RegExp(
        `sealed with master key ${idOf(OLD)}, this process has ${idOf(NEW)}.*passphrases of tenants' stacks \\(1\\)`,
      ),
    ),
    nextStep: expect.stringContaining("machines, their data and names go on working"),
  });
});
