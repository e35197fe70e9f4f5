import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { signAuditHead } from "../app/audit/audit-checkpoints.ts";
import { verifyAudit } from "../app/audit/verify-audit.ts";
import { createEnvelope } from "../crypto/envelope.ts";
import { generateMasterKey, parseMasterKeys } from "../crypto/master-keys.ts";
import { startPostgres } from "../testing/postgres.ts";
import { inMemory } from "../testing/warm-cluster.ts";
import { listAudit, recordAudit } from "./audit.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./kernel/database.ts";

const postgres = await startPostgres();
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

describe("on the embedded database", () => suite(inMemory));

if ("missing" in postgres) {
  test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
} else {
  describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() })));
}

function suite(options: () => Promise<DatabaseOptions>): void {
  const envelope = createEnvelope(parseMasterKeys(generateMasterKey()));
  let db: Database;
  beforeEach(async () => {
    db = await openDatabase(await options());
  });
  afterEach(() => db.close());

  const record = (subject: string, organization = "acme") =>
    db.transaction((em) => recordAudit(em, { organization, actor: "key1", action: "createTenant", subject }));
  const verify = () => verifyAudit({ db, envelope });
  /** As somebody who owns the tables and no master key. */
  const tamper = async (...statements: string[]): Promise<void> => {
    const em = db.em();
    for (const table of ["audit_log", "audit_checkpoints"])
      await em.execute(`alter table ${table} disable trigger ${table}_append_only`);
    for (const statement of statements) await em.execute(statement);
  };

  test("entries are chained in the order in which their transactions end", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => record(`t${index}`)));

    const rows = await listAudit(db.em(), { limit: 100 });

    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
    expect(new Set(rows.map(({ entry }) => JSON.parse(entry).subject)).size).toBe(20);
    expect(await verify()).toMatchObject({ intact: true, rows: 20, broken: null });
  });

  test("transactions that record in opposite orders of locks do not wait for each other for ever", async () => {
    await db.em().execute("create table locks (id integer primary key)");
    await db.em().execute("insert into locks values (1)");

    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        db.transaction(async (em) => {
          if (index % 2 === 0)
            await recordAudit(em, { organization: "o", actor: "a", action: "x", subject: `${index}` });
          await em.execute("select * from locks for update");
          if (index % 2 === 1)
            await recordAudit(em, { organization: "o", actor: "a", action: "x", subject: `${index}` });
        }),
      ),
    );

    expect(await verify()).toMatchObject({ intact: true, rows: 10 });
  });

  test("a transaction that does not commit leaves no entry", async () => {
    const failing = db.transaction(async (em) => {
      await recordAudit(em, { organization: "acme", actor: "key1", action: "createTenant", subject: "t1" });
      throw new Error("injected failure");
    });

    await expect(failing).rejects.toThrow("injected failure");
    expect(await listAudit(db.em(), { limit: 10 })).toEqual([]);
  });

  test("rows can be neither changed nor removed", async () => {
    await record("t1");
    await signAuditHead({ db, envelope });

    for (const table of ["audit_log", "audit_checkpoints"]) {
      for (const statement of [`update ${table} set hash = 'x'`, `delete from ${table}`, `truncate ${table}`])
        await expect(db.em().execute(statement)).rejects.toThrow(`${table} is append-only`);
    }
  });

  test("a row that was changed in spite of that is found", async () => {
    for (const subject of ["t1", "t2", "t3"]) await record(subject);

    await tamper(`update audit_log set entry = replace(entry, 't2', 't9') where seq = 2`);

    expect(await verify()).toMatchObject({
      intact: false,
      rows: 1,
      broken: { seq: 2, reason: "row 2 was changed after it was written" },
    });
  });

  test("a row that was taken out of the middle is found", async () => {
    for (const subject of ["t1", "t2", "t3"]) await record(subject);

    await tamper("delete from audit_log where seq = 2");

    expect((await verify()).broken).toEqual({ seq: 2, reason: "rows 2 to 2 are missing before row 3" });
  });

  test("rows that were cut off the end are found, also when the head was moved back", async () => {
    for (const subject of ["t1", "t2", "t3"]) await record(subject);
    await signAuditHead({ db, envelope });
    await tamper("delete from audit_log where seq > 1");
    const cut = await verify();
    await db.em().execute("update audit_head set seq = 1, hash = (select hash from audit_log)");
    const moved = await verify();

    expect(cut.broken).toEqual({ seq: 2, reason: "the log was cut off: rows 2 to 3 are missing" });
    expect(moved.broken).toEqual({ seq: 2, reason: "the log was cut off: rows 2 to 3 are missing" });
  });

  test("a chain that was recomputed contradicts the signed checkpoints", async () => {
    for (const subject of ["t1", "t2"]) await record(subject);
    await signAuditHead({ db, envelope });
    await tamper("delete from audit_log where seq = 2");
    await db.em().execute("update audit_head set seq = 1, hash = (select hash from audit_log)");
    await record("t9");

    expect((await verify()).broken).toMatchObject({ seq: 2, reason: expect.stringContaining("replaced") });
  });

  test("a checkpoint that somebody else made is found", async () => {
    await record("t1");
    await signAuditHead({ db, envelope });

    await tamper("update audit_checkpoints set signature = repeat('0', 64)");

    expect((await verify()).broken).toEqual({
      seq: 1,
      reason: "the checkpoint of row 1 was not signed by this service",
    });
  });
}
