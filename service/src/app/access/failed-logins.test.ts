import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { listAudit } from "../../db/audit.ts";
import { type Database, openDatabase } from "../../db/kernel/database.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import { createFailedLogins } from "./failed-logins.ts";

let db: Database;
beforeAll(async () => {
  db = await openDatabase(await inMemory());
});
afterAll(() => db.close());

test("thousands of failed logins are one entry that counts them and names the most frequent addresses", async () => {
  const logins = createFailedLogins();
  for (let index = 0; index < 3_000; index += 1) logins.count(`192.0.2.${index % 250}`);
  for (let index = 0; index < 50; index += 1) logins.count("198.51.100.7");

  await logins.record(db.em());
  await logins.record(db.em());
  const rows = await listAudit(db.em(), { limit: 10 });

  expect(rows).toHaveLength(1);
  expect(JSON.parse(rows[0]?.entry ?? "")).toMatchObject({
    actor: "anonymous",
    action: "authenticate",
    detail: { outcome: "refused", count: 3_050, addresses: 251 },
  });
  expect(JSON.parse(rows[0]?.entry ?? "").detail.most[0]).toEqual({ address: "198.51.100.7", count: 50 });
});
