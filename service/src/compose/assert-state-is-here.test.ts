import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { readConfig } from "../config/config.ts";
import { openDatabase } from "../db/kernel/database.ts";
import { startPostgres } from "../testing/postgres.ts";
import { assertStateIsHere } from "./assert-state-is-here.ts";

const postgres = await startPostgres();

if ("missing" in postgres) {
  test.skip(`state in a folder, on a shared PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  test("on a shared PostgreSQL one home holds the state, and a process with another is refused", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "freehold-state-"));
    const db = await openDatabase({ kind: "postgres", url: await postgres.newDatabase() });
    const config = (home: string, backend = "") =>
      readConfig({ FREEHOLD_HOME: path.join(folder, home), PULUMI_BACKEND_URL: backend });

    await assertStateIsHere(config("first"), db);
    await assertStateIsHere(config("first"), db);
    await assertStateIsHere(config("second", "postgres://db/state"), db);
    await expect(assertStateIsHere(config("second"), db)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining(path.join(folder, "second", "engine")),
      nextStep: expect.stringContaining("PULUMI_BACKEND_URL"),
    });

    await db.close();
    await rm(folder, { recursive: true });
    await postgres.close();
  });
}
