import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Config, readConfig } from "../config/config.ts";
import { generateMasterKey } from "../crypto/master-keys.ts";
import { ensureAccount } from "../db/accounts.ts";
import { type Database, openDatabase } from "../db/kernel/database.ts";
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

  test("a home that has lost its key gets no new one while something is sealed with the old one", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "freehold-keys-"));
    const atHome = readConfig({ FREEHOLD_HOME: home });
    const envelope = await openEnvelope(withKey(OLD), db);

    await expect(openEnvelope(atHome, db)).rejects.toThrow(
      /sealed with master key [0-9a-f]{8}, this process has none /,
    );
    const passphraseSealed = envelope.seal("passphrase", "account/a/passphrase");
    await ensureAccount(db.em(), { id: "a", cloud: "hetzner", stack: "a", passphraseSealed });
    await expect(openEnvelope(atHome, db)).rejects.toMatchObject({
      message: expect.stringMatching(/this process has none .*passphrases of accounts' stacks \(1\)/),
      nextStep: expect.stringContaining("docs/operations.md"),
    });

    expect(await readdir(home)).toEqual([]);
    await db.em().execute("delete from cloud_accounts");
    await rm(home, { recursive: true });
  });

  test("after a rotation the old key alone is refused, the new one alone is not", async () => {
    await openEnvelope(withKey(`${OLD},${NEW}`), db);
    await openEnvelope(withKey(`${NEW},${OLD}`), db);

    await expect(openEnvelope(withKey(OLD), db)).rejects.toMatchObject({ code: "invalid_request" });
    await openEnvelope(withKey(NEW), db);
  });
});
