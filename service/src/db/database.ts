import { mkdir } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { FreeholdError } from "@freehold/model";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM as EmbeddedOrm } from "@mikro-orm/pglite";
import { MikroORM as ServerOrm } from "@mikro-orm/postgresql";
import { type ConstructorOptions, fromPglite } from "pg-boss";
import type { Em } from "./em.ts";
import { ENTITIES } from "./entities/index.ts";
import { MIGRATIONS } from "./migrations/index.ts";

/** Where the rows live. */
export type DatabaseOptions =
  | {
      kind: "pglite";
      /** Folder of the embedded database. @default - in memory: gone when the process ends */
      dataDir?: string;
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
  return options.kind === "pglite" ? openEmbedded(options.dataDir) : openServer(options.url);
}

const SHARED_OPTIONS = {
  entities: ENTITIES,
  extensions: [Migrator],
  migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true },
  forceUtcTimezone: true,
};

async function openEmbedded(dataDir: string | undefined): Promise<Database> {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  const orm = await EmbeddedOrm.init({ ...SHARED_OPTIONS, dbName: "freehold", driverOptions: { pglite } });
  await orm.migrator.up();
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
  const orm = await ServerOrm.init({ ...SHARED_OPTIONS, clientUrl: url });
  try {
    await orm.migrator.up();
  } catch (error) {
    await orm.close();
    throw unreachable(url, error);
  }
  return {
    kind: "postgres",
    em: () => orm.em.fork(),
    transaction: (work) => orm.em.fork().transactional((em) => work(em)),
    queueOptions: { connectionString: url, max: 4 },
    close: () => orm.close(),
  };
}

function unreachable(url: string, cause: unknown): FreeholdError {
  const { host } = new URL(url);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FreeholdError(
    "service_unavailable",
    `the database at ${host} cannot be used: ${reason}; check DATABASE_URL`,
    {
      cause,
    },
  );
}
