import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { onBothDatabases } from "../../testing/on-both-databases.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";

await onBothDatabases((options) => {
  let folder: string;
  let reopened: DatabaseOptions;
  let db: Database;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-schema-"));
    const chosen = await options();
    reopened = chosen.kind === "pglite" ? { ...chosen, dataDir: path.join(folder, "db") } : chosen;
    db = await openDatabase(reopened);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** What a newer version does to the database at its start. */
  const changedByNewer = async (...statements: string[]): Promise<void> => {
    for (const statement of statements) await db.em().execute(statement);
    await db.close();
  };

  test("a database to which a newer version added something is used on", async () => {
    await changedByNewer(
      "alter table tenants add column future text",
      "insert into mikro_orm_migrations (name) values ('9998-future')",
    );

    db = await openDatabase(reopened);

    expect(await db.em().execute("select name from mikro_orm_migrations where name like '9998%'")).toHaveLength(1);
  });

  test("one from which a newer version took something away is refused with the migration's name", async () => {
    await changedByNewer("insert into service_facts (name, value) values ('schema_floor', '9999-contract')");

    await expect(openDatabase(reopened)).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringMatching(/must know migration 9999-contract, this one knows up to \d{4}-/),
    });
  });
});
