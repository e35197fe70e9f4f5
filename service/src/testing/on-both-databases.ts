import { afterAll, describe, test } from "@jest/globals";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import { startPostgres } from "./postgres.ts";
import { inMemory } from "./warm-cluster.ts";

/** Runs a suite on the embedded database and on a PostgreSQL of its own; where there is none the second is skipped with the reason. */
export async function onBothDatabases(suite: (options: () => Promise<DatabaseOptions>) => void): Promise<void> {
  const postgres = await startPostgres();
  describe("on the embedded database", () => suite(inMemory));
  if ("missing" in postgres) {
    test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
    return;
  }
  afterAll(() => postgres.close());
  describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() })));
}
