import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Config, readConfig } from "../config.ts";
import { generateMasterKey } from "../crypto/master-keys.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { onBothDatabases } from "../testing/on-both-databases.ts";
import { openEnvelope } from "./keys.ts";

const OLD = generateMasterKey();
const NEW = generateMasterKey();

function withKey(masterKey: string): Config {
  return { ...readConfig({ FREEHOLD_HOME: "/nowhere" }), masterKey };
}

await onBothDatabases((options) => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(await options());
  });
  afterAll(() => db.close());

  test("processes with one master key agree, one with another is refused with the ids of both", async () => {
    const sealed = (await openEnvelope(withKey(OLD), db)).seal("secret", "p");
    const opened = (await openEnvelope(withKey(OLD), db)).open(sealed, "p");

    expect(opened).toBe("secret");
    await expect(openEnvelope(withKey(NEW), db)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(
        /^the database is sealed with master key [0-9a-f]{8}, this process has [0-9a-f]{8} /,
      ),
      nextStep: expect.stringContaining("FREEHOLD_MASTER_KEY"),
    });
    await expect(openEnvelope(withKey(NEW), db)).rejects.not.toThrow(NEW);
  });

  test("after a rotation the old key alone is refused, the new one alone is not", async () => {
    await openEnvelope(withKey(`${OLD},${NEW}`), db);
    await openEnvelope(withKey(`${NEW},${OLD}`), db);

    await expect(openEnvelope(withKey(OLD), db)).rejects.toMatchObject({ code: "invalid_request" });
    await openEnvelope(withKey(NEW), db);
  });
});
