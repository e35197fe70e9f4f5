import { existsSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM as EmbeddedOrm } from "@mikro-orm/pglite";
import { MikroORM as ServerOrm } from "@mikro-orm/postgresql";
import { type ConstructorOptions, fromPglite } from "pg-boss";
import { ENTITIES } from "../entities/index.ts";
import { MIGRATIONS } from "../migrations/index.ts";
import { assertSchemaKnown } from "./assert-schema-known.ts";
import type { Em } from "./em.ts";
import { emptyCluster, makeCluster } from "./embedded-cluster.ts";
import { assertWhollyRestored } from "./half-restored.ts";
import { releaseLostConnections } from "./release-lost-connections.ts";
import { ORGANIZATION_FILTER } from "./scope.ts";
import { makeStorable } from "./storable.ts";

/** Where the rows live. */
export type DatabaseOptions =
  | {
      kind: "pglite";
      /** Folder of the embedded database. @default - in memory: gone when the process ends */
      dataDir?: string;
      /** What a new one begins with, as a tar archive of a cluster's files. @default - an empty one */
      cluster?: Blob;
    }
  | { kind: "postgres"; url: string };

export interface Database {
  readonly kind: DatabaseOptions["kind"];
  /** A fresh unit of work. */
  em(): Em;
  /** Keep it short: on the embedded database every other query of the process waits for its end. */
  transaction<Result>(work: (em: Em) => Promise<Result>): Promise<Result>;
  /** How the queue reaches the same database. */
  readonly queueOptions: ConstructorOptions;
  close(): Promise<void>;
}

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws FreeholdError `service_unavailable` when it cannot be reached.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.kind === "pglite" ? openEmbedded(options) : openServer(options.url);
}

/**
 * What `set` and `set local` are given: how long a transaction may wait for its next statement: 15 s. A process that is stopped, or whose
 * machine is gone, in the midst of one would keep its locks for ever: PostgreSQL ends its session then, and rolls back.
 */
export const IDLING_LIMITED = "idle_in_transaction_session_timeout = 15000";

type EmbeddedOptions = Extract<DatabaseOptions, { kind: "pglite" }>;

const SHARED_OPTIONS = {
  entities: ENTITIES,
  extensions: [Migrator],
  migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true },
  forceUtcTimezone: true,
  filters: ORGANIZATION_FILTER,
  // Before the parameters are put into the statement.
  onQuery: (sql: string, params: readonly unknown[]) => {
    makeStorable(params);
    return sql;
  },
};

/** The default of 128 MB for buffers is memory of this process. What falls out of 8 MB is in the system's own cache. */
const START_PARAMS = [...PGlite.defaultStartParams, "-c", "shared_buffers=8MB"];

async function openCluster({ dataDir, cluster }: EmbeddedOptions) {
  const from = async () => cluster ?? emptyCluster();
  if (dataDir !== undefined && !existsSync(dataDir)) await makeCluster(dataDir, await from());
  const pglite = await PGlite.create({
    ...(dataDir === undefined ? { loadDataDir: await from() } : { dataDir }),
    startParams: START_PARAMS,
  });
  const orm = await EmbeddedOrm.init({ ...SHARED_OPTIONS, dbName: "freehold", driverOptions: { pglite } });
  return { pglite, orm };
}

async function openEmbedded(embedded: EmbeddedOptions): Promise<Database> {
  const { pglite, orm } = await openCluster(embedded);
  await orm.migrator.up();
  await assertUsable(orm.em.fork()).catch(async (error: unknown) => {
    await orm.close();
    await pglite.close();
    throw error;
  });
  return {
    kind: "pglite",
    em: () => orm.em.fork(),
    transaction: (work) => orm.em.fork().transactional((em) => work(em)),
    queueOptions: { db: fromPglite(pglite), backend: "pglite" },
    async close() {
      await orm.close();
      await pglite.close();
    },
  };
}

async function openServer(url: string): Promise<Database> {
  const orm = await ServerOrm.init({
    ...SHARED_OPTIONS,
    clientUrl: url,
    driverOptions: { onPoolCreated: releaseLostConnections },
    onCreateConnection: limitIdling,
  });
  try {
    await migrateAlone(orm);
    await assertUsable(orm.em.fork());
  } catch (error) {
    await orm.close();
    throw isFreeholdError(error) ? error : unusable(url, error);
  }
  return {
    kind: "postgres",
    em: () => orm.em.fork(),
    transaction: (work) => orm.em.fork().transactional((em) => work(em)),
    queueOptions: { connectionString: url, max: 4 },
    close: () => orm.close(),
  };
}

/**
 * Makes the tables as they are after a migration, in a database that nobody works with.
 *
 * @param newest Name of the last migration that runs. @default - the last that there is
 */
export async function migrateTo(options: DatabaseOptions, newest?: string): Promise<void> {
  const to = newest === undefined ? {} : { to: newest };
  if (options.kind === "postgres") {
    const orm = await ServerOrm.init({ ...SHARED_OPTIONS, clientUrl: options.url });
    await migrateAlone(orm, to).finally(() => orm.close());
    return;
  }
  const { pglite, orm } = await openCluster(options);
  await orm.migrator.up(to);
  await orm.close();
  await pglite.close();
}

/** By a statement, not as a parameter of the connection's start, which PgBouncer refuses. */
async function limitIdling(connection: unknown): Promise<void> {
  const { executeQuery } = connection as { executeQuery(query: { sql: string; parameters: [] }): Promise<unknown> };
  await executeQuery.call(connection, { sql: `set ${IDLING_LIMITED}`, parameters: [] });
}

/** Services that start at the same time migrate one after the other. */
async function migrateAlone(orm: ServerOrm, to: { to?: string } = {}): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    // It idles while the migrations run on other connections.
    await em.execute("set local idle_in_transaction_session_timeout = 0");
    await em.execute("select pg_advisory_xact_lock(hashtext('freehold_migrations'))");
    await orm.migrator.up(to);
  });
}

async function assertUsable(em: Em): Promise<void> {
  await assertSchemaKnown(em);
  await assertWhollyRestored(em);
}

function unusable(url: string, cause: unknown): FreeholdError {
  const { host } = new URL(url);
  const reason = cause instanceof Error ? reasonOf(cause) : String(cause);
  return new FreeholdError("service_unavailable", `the database at ${host} cannot be used: ${reason}`, {
    cause,
    nextStep: "check DATABASE_URL and that PostgreSQL runs there",
  });
}

/** A host with several addresses fails with one error per address and no words of its own. */
function reasonOf(error: Error): string {
  const [line = ""] = error.message.split("\n");
  return line || ("code" in error ? String(error.code) : error.name);
}
