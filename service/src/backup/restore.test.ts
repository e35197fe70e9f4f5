import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Ledger, Tenant } from "@freehold/model";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Config, readConfig } from "../config/config.ts";
import { generateMasterKey, parseMasterKeys } from "../crypto/master-keys.ts";
import { type DatabaseOptions, openDatabase } from "../db/kernel/database.ts";
import { agreeOnFact } from "../db/kernel/service-facts.ts";
import { createFakeEngine, type FakeEngine } from "../testing/fake-engine.ts";
import { startPostgres } from "../testing/postgres.ts";
import { inFolder } from "../testing/warm-cluster.ts";
import { makeWorld, type World } from "../testing/world.ts";
import { MANIFEST_FILE, type Manifest } from "./manifest.ts";
import { restore } from "./restore.ts";
import { runBackup } from "./run-backup.ts";

const KEY = generateMasterKey();
const KEY_ID = parseMasterKeys(KEY)[0].id;
/** What would break a copy that goes line by line, or statement by statement. */
const ODD = 'a ?"\\\n\u2028$1 :name';
const ONTO_EMPTY = { replace: false, unfinished: "keep" } as const;

const postgres = await startPostgres();
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

describe("on the embedded database", () => suite(async (home) => inFolder(path.join(home, "db"))));

if ("missing" in postgres) test.skip(`on PostgreSQL (skipped: ${postgres.missing})`, () => {});
else describe("on PostgreSQL", () => suite(async () => ({ kind: "postgres", url: await postgres.newDatabase() })));

function suite(newDatabase: (home: string) => Promise<DatabaseOptions>): void {
  let folder: string;
  let source: Config;
  let engine: FakeEngine;
  let backup: string;
  let manifest: Manifest;

  const newConfig = async (name: string): Promise<Config> => {
    const home = path.join(folder, name);
    return { ...readConfig({ FREEHOLD_HOME: home }), masterKey: KEY, database: await newDatabase(home) };
  };
  const start = ({ home, database, masterKey }: Config): Promise<World> =>
    makeWorld({ engine, home, database, config: { masterKey: masterKey ?? KEY } });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-backup-"));
    engine = createFakeEngine();
    source = await newConfig("source");
    const world = await start(source);
    const { body } = await world.signUp("acme");
    await world.ended(body.operation.id);
    await agreeOnFact(world.service.db.em(), "odd", ODD);
    ({ folder: backup, manifest } = await runBackup(source, {
      into: path.join(folder, "backups"),
      withoutState: false,
    }));
    await world.close();
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe("a restored service", () => {
    let world: World;
    beforeAll(async () => {
      const target = await newConfig("target");
      await restore(target, { folder: backup, ...ONTO_EMPTY });
      world = await start(target);
    }, 180_000);
    afterAll(() => world.close());

    test("has every row, keeps the audit log whole, and has its circuit breaker tripped", async () => {
      const tenant = await world.request<Tenant>("GET", "/v1/tenants/acme");
      const outputs = await world.request<{ credentials: object }>("GET", "/v1/tenants/acme/outputs");
      const audit = await world.request<{ intact: boolean }>("GET", "/v1/audit/verification");
      const ledger = await world.request<Ledger>("GET", "/v1/ledger");

      expect(tenant.body).toMatchObject({ name: "acme", status: "active", builtBy: { freehold: "0.1.0" } });
      expect(outputs.body.credentials).toBeDefined();
      expect(await agreeOnFact(world.service.db.em(), "odd", "another")).toBe(ODD);
      expect(audit.body).toMatchObject({ intact: true });
      expect(ledger.body.brake).toMatchObject({
        on: true,
        reason: expect.stringContaining(`restored from a backup of ${manifest.takenAt}`),
      });
    });

    test("signs tenants up, and compares a tenant with its cloud before its first operation", async () => {
      const { body } = await world.signUp("later");

      expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
      const recoveries = () => engine.calls.filter((call) => call === "recover tenant update").length;
      const before = recoveries();
      const refresh = await world.request<{ operation: { id: string } }>("POST", "/v1/tenants/acme/refresh");
      expect(await world.ended(refresh.body.operation.id)).toMatchObject({ status: "succeeded" });
      expect(recoveries()).toBe(before + 1);
    });
  });

  test("a backup reports its point in time, its master keys and its files, and only its owner may read it", async () => {
    const names = await readdir(backup);
    const modes = await Promise.all(names.map(async (name) => (await stat(path.join(backup, name))).mode & 0o777));

    expect(names.sort()).toEqual(["database.jsonl.gz", "manifest.json", "state.jsonl.gz"]);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect((await stat(backup)).mode & 0o777).toBe(0o700);
    expect(manifest).toMatchObject({ format: 1, program: "0.1.0", database: { rows: { tenants: 1 } } });
    expect(manifest.masterKeys.map(({ id }) => id)).toEqual([KEY_ID]);
    for (const name of names) expect(await readFile(path.join(backup, name), "utf8")).not.toContain(KEY);
  });

  test("a restore onto a service that has worked is refused; with --replace what was there is kept aside", async () => {
    const target = await newConfig("used");
    const used = await start(target);
    await used.close();

    await expect(restore(target, { folder: backup, ...ONTO_EMPTY })).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("the database has rows of a service"),
      nextStep: expect.stringContaining("--replace"),
    });
    await restore(target, { folder: backup, ...ONTO_EMPTY, replace: true });

    const world = await start(target);
    expect((await world.request<Tenant>("GET", "/v1/tenants/acme")).body.name).toBe("acme");
    await world.close();
    if (target.database.kind === "pglite")
      expect((await readdir(target.home)).filter((name) => name.startsWith("db.before_"))).toHaveLength(1);
  }, 180_000);

  test("a restore onto a service that runs is refused", async () => {
    const target = await newConfig("running");
    const world = await start(target);

    const restoring = restore(target, { folder: backup, ...ONTO_EMPTY, replace: true });

    await expect(restoring).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringMatching(/already runs a service on|the database is in use/),
    });
    await world.close();
  });

  test("a restore without the master key names the key and what is sealed with it", async () => {
    const target = { ...(await newConfig("keyless")), masterKey: generateMasterKey() };

    const restoring = restore(target, { folder: backup, ...ONTO_EMPTY });

    await expect(restoring).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(new RegExp(`needs master key ${KEY_ID} .*outputs of tenants.* \\(1\\)`)),
      nextStep: expect.stringContaining("lost for ever"),
    });
  });

  test("a restore that was not ended keeps services from starting", async () => {
    const target = await newConfig("half");
    const db = await openDatabase(target.database);
    await db.em().execute("insert into service_facts (name, value) values ('half_restored', 'yesterday')");
    await db.close();

    await expect(start(target)).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringContaining("was not ended"),
      nextStep: expect.stringContaining("--replace"),
    });
  });

  test("a backup that was changed, or is of a newer version, is refused before anything is written", async () => {
    const target = await newConfig("untouched");
    const refused = async (change: (copy: string) => Promise<void>) => {
      const copy = await mkdtemp(path.join(folder, "copy-"));
      for (const name of await readdir(backup))
        await writeFile(path.join(copy, name), await readFile(path.join(backup, name)));
      await change(copy);
      return restore(target, { folder: copy, ...ONTO_EMPTY });
    };
    const edit = (fields: object) => async (copy: string) => {
      const file = path.join(copy, MANIFEST_FILE);
      await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...fields }));
    };

    await expect(refused((copy) => appendFile(path.join(copy, "state.jsonl.gz"), "x"))).rejects.toThrow(/SHA-256/);
    await expect(refused((copy) => rm(path.join(copy, "database.jsonl.gz")))).rejects.toThrow(/cannot be read/);
    await expect(refused((copy) => rm(path.join(copy, MANIFEST_FILE)))).rejects.toThrow(/not a whole backup/);
    await expect(refused(edit({ format: 2 }))).rejects.toThrow(/has format 2, this program reads up to 1/);
    await expect(refused(edit({ migrations: ["0001-initial", "9999-later"], program: "9.0.0" }))).rejects.toThrow(
      /taken by Freehold 9.0.0, whose database has 9999-later/,
    );
    expect(existsSync(target.home)).toBe(false);
  });
}
