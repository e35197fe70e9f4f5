import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { onBothDatabases } from "../../testing/on-both-databases.ts";
import { WebhookRow } from "../entities/webhook.ts";
import { type Database, openDatabase } from "./database.ts";
import { change } from "./em.ts";

const NUL = "a\u0000b";
const HALF = "a\ud800b";
const KEPT = "a\ufffdb";

await onBothDatabases((options) => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(await options());
  });
  afterAll(() => db.close());

  test("a text that no database keeps is kept with the character replaced, as text, as JSON and as a JSON key", async () => {
    const value = JSON.stringify({ [NUL]: [NUL, HALF, { deep: NUL }] });

    const [row] = await db.em().execute("select ?::text as nul, ?::text as half, ?::jsonb as json", [NUL, HALF, value]);

    expect(row).toEqual({ nul: KEPT, half: KEPT, json: { [KEPT]: [KEPT, KEPT, { deep: KEPT }] } });
  });

  test("rows that the ORM writes, texts and JSON, are kept too", async () => {
    const em = db.em();
    await change(em, "insert into organizations (id, name, tier) values ('o1', 'o1', 'free')", []);
    await em.execute(
      "insert into members (id, organization, name, email, role) values ('m1', 'o1', ?, 'a@b.c', 'owner')",
      [NUL],
    );
    await em.nativeUpdate(WebhookRow, { id: "none" }, { events: [NUL] as never });

    expect(await em.execute("select name from members")).toEqual([{ name: KEPT }]);
  });

  test("what only speaks of such a character stays as it is, and so do pairs that are whole", async () => {
    const texts = ["the escape \\u0000 in words", "{ \\u0000", JSON.stringify({ a: "\\u0000", b: "\u{1f600}" })];

    const [row] = await db.em().execute("select ?::text as a, ?::text as b, ?::jsonb as c", texts);

    expect(row).toEqual({ a: texts[0], b: texts[1], c: JSON.parse(texts[2] ?? "") });
  });
});
