import { until } from "@freehold/testing";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { startPostgres } from "../../testing/postgres.ts";
import { type Database, openDatabase } from "./database.ts";
import { type Notifications, openNotifications } from "./notifications.ts";

const log = pino({ level: "silent" });
const postgres = await startPostgres();

if ("missing" in postgres) {
  test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  afterAll(() => postgres.close());
  describe("on PostgreSQL", () => suite(() => postgres.newDatabase()));
}

function suite(newDatabase: () => Promise<string>): void {
  let url: string;
  let db: Database;
  beforeAll(async () => {
    url = await newDatabase();
    db = await openDatabase({ kind: "postgres", url });
  });
  afterAll(() => db.close());

  const listener = async (sender: string): Promise<Notifications & { heard: string[] }> => {
    const heard: string[] = [];
    const onMessage = (text: string) => void heard.push(text);
    return { ...(await openNotifications(url, { db, sender, log, onMessage, retryMs: 10 })), heard };
  };

  test("what one process sends all others receive, itself not", async () => {
    const [first, second, third] = [await listener("first"), await listener("second"), await listener("third")];

    first.send("progress op1");
    second.send("work any");
    const heard = () => [first, second, third].map((each) => each.heard.length);
    await until("all to hear", (see) => see(heard()).join() === "1,1,2");

    expect(first.heard).toEqual(["work any"]);
    expect(second.heard).toEqual(["progress op1"]);
    expect(third.heard.sort()).toEqual(["progress op1", "work any"]);
    await Promise.all([first.close(), second.close(), third.close()]);
  });

  test("a process whose connection was lost hears again by itself", async () => {
    const [speaker, listening] = [await listener("speaker"), await listener("listening")];

    await db
      .em()
      .execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'freehold-signals'");
    const again = setInterval(() => speaker.send("work any"), 10);
    await until("it to hear", () => listening.heard.length > 0);
    clearInterval(again);

    expect(listening.heard[0]).toBe("work any");
    await Promise.all([speaker.close(), listening.close()]);
  });
}
