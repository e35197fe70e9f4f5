import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { liveTenants } from "../tenants.ts";
import { openDatabase } from "./database.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
});
afterEach(() => rm(home, { recursive: true }));

test("a first start that was killed while it made the embedded database's folder leaves nothing that a second one stumbles over", async () => {
  const dataDir = path.join(home, "db");
  await mkdir(`${dataDir}.new`);
  await writeFile(path.join(`${dataDir}.new`, "PG_VERSION"), "1");

  const db = await openDatabase({ kind: "pglite", dataDir });
  const tenants = await liveTenants(db.em());
  await db.close();

  expect(tenants).toEqual([]);
  expect(await readdir(home)).toEqual(["db"]);
});
